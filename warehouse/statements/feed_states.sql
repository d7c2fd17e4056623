SELECT * FROM ops.feed_states;
