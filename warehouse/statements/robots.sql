SELECT * FROM ops.robots;
