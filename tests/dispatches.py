"""Reports made up for tests, in languages of the region, and what stands around such reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Dispatch:
    """An agency's report, and another desk's own report of the same event."""

    title: str
    other_title: str
    paragraphs: tuple[str, ...]  # the third is a statement that both quote
    toll: tuple[str, str]  # as reported first and later
    addition: str
    own_report: tuple[str, ...]


def _paragraphs(given: str) -> tuple[str, ...]:
    """Paragraphs that are parted by an empty line."""
    return tuple(" ".join(one.split()) for one in given.split("\n\n"))


DISPATCHES = {
    "en": Dispatch(
        title="Six killed as bomb rips through Mastung market",
        other_title="Blast in Mastung bazaar leaves six dead",
        paragraphs=_paragraphs(
            """
At least six people were killed and 19 injured when a bomb planted in a parked rickshaw
exploded in the main vegetable market of Mastung on Tuesday morning, police and hospital
officials said.

Deputy Commissioner Abdul Razzaq told reporters that four shopkeepers and two schoolboys
were among the dead, and that seven of the wounded had been moved to the trauma centre in
Quetta in serious condition.

"Those who spill the blood of innocent people are enemies of this soil and of its faith, and
the state will use its full force against them, their financiers and those who give them
shelter, wherever they hide," the chief minister said in a statement.

No group claimed responsibility for the attack. Shops along the highway stayed shut for the
rest of the day while bomb disposal experts searched nearby streets.
"""
        ),
        toll=("six", "nine"),
        addition="Three of the wounded died overnight at the trauma centre, doctors said.",
        own_report=_paragraphs(
            """
Haji Karim Bakhsh had just unloaded his tomatoes when the ground shook. By noon his brother
was dead and the stalls around him lay in splinters, one more morning of mourning for a town
that has buried so many.

Witnesses spoke of a three-wheeler left near the tea stall by two young men who walked off
towards the railway line. Rescue workers counted half a dozen bodies; the district hospital
ran out of blood within the hour.
"""
        ),
    ),
    "ur": Dispatch(
        title="مستونگ کی سبزی منڈی میں دھماکا، چھ افراد جاں بحق",
        other_title="مستونگ بازار میں بم دھماکے سے چھ ہلاکتیں",
        paragraphs=_paragraphs(
            """
کوئٹہ: بلوچستان کے ضلع مستونگ کی مرکزی سبزی منڈی میں منگل کی صبح کھڑے رکشے میں نصب بم پھٹنے
سے کم از کم چھ افراد جاں بحق اور انیس زخمی ہو گئے، پولیس اور ہسپتال کے حکام نے بتایا۔

ڈپٹی کمشنر عبدالرزاق نے صحافیوں کو بتایا کہ مرنے والوں میں چار دکاندار اور دو طالب علم شامل
ہیں جبکہ سات زخمیوں کو تشویشناک حالت میں کوئٹہ کے ٹراما سینٹر منتقل کر دیا گیا ہے۔

وزیر اعلیٰ نے اپنے بیان میں کہا کہ بے گناہ لوگوں کا خون بہانے والے اس دھرتی اور دین کے دشمن
ہیں اور ریاست ان کے، ان کے مالی مددگاروں اور پناہ دینے والوں کے خلاف پوری طاقت استعمال کرے
گی۔

کسی تنظیم نے حملے کی ذمہ داری قبول نہیں کی۔ شاہراہ کے ساتھ واقع دکانیں دن بھر بند رہیں اور
بم ڈسپوزل کے ماہرین قریبی گلیوں کی تلاشی لیتے رہے۔
"""
        ),
        toll=("چھ", "نو"),
        addition="ڈاکٹروں کے مطابق تین زخمی رات کو ٹراما سینٹر میں دم توڑ گئے۔",
        own_report=_paragraphs(
            """
حاجی کریم بخش نے ابھی ٹماٹر اتارے ہی تھے کہ زمین لرز اٹھی۔ دوپہر تک ان کا بھائی دنیا میں
نہیں رہا تھا اور اردگرد کے ٹھیلے ملبے کا ڈھیر بن چکے تھے۔

عینی شاہدین کا کہنا ہے کہ دو نوجوان تین پہیوں والی گاڑی چائے خانے کے پاس چھوڑ کر ریلوے لائن
کی طرف پیدل نکل گئے۔ امدادی کارکنوں نے نصف درجن لاشیں گنیں اور خون کی اپیل کی۔
"""
        ),
    ),
    "hi": Dispatch(
        title="सुकमा में आईईडी विस्फोट, छह जवान शहीद",
        other_title="सुकमा के जंगल में धमाका, छह जवानों की मौत",
        paragraphs=_paragraphs(
            """
रायपुर: छत्तीसगढ़ के सुकमा जिले में मंगलवार सुबह माओवादियों द्वारा बिछाए गए बारूदी सुरंग के
विस्फोट में जिला रिजर्व गार्ड के छह जवान शहीद हो गए और उन्नीस अन्य घायल हो गए, पुलिस
अधिकारियों ने बताया।

पुलिस अधीक्षक किरण साहू ने संवाददाताओं से कहा कि जवान गश्त से लौट रहे थे तभी उनका वाहन
चिंतागुफा और बुर्कापाल के बीच कच्ची सड़क पर धमाके की चपेट में आ गया।

मुख्यमंत्री ने एक बयान में कहा कि निर्दोष लोगों का खून बहाने वाले इस धरती के दुश्मन हैं और
सरकार उनके तथा उन्हें पनाह देने वालों के खिलाफ पूरी ताकत से कार्रवाई करेगी।

घायलों को हेलीकॉप्टर से राजधानी के अस्पताल ले जाया गया है। इलाके में तलाशी अभियान जारी है और
किसी संगठन ने अब तक जिम्मेदारी नहीं ली है।
"""
        ),
        toll=("छह", "नौ"),
        addition="डॉक्टरों के अनुसार गंभीर रूप से घायल तीन जवानों ने रात में दम तोड़ दिया।",
        own_report=_paragraphs(
            """
हमारे प्रतिनिधि। जोगा मरकाम के घर में सन्नाटा पसरा है। पिछले हफ्ते ही वह छुट्टी काटकर लौटा
था और बहन की शादी की तारीख तय करके गया था।

गांव वाले बताते हैं कि कच्चे रास्ते पर इतना बड़ा गड्ढा बन गया कि ट्रैक्टर भी समा जाए। आधा
दर्जन ताबूत शाम तक पुलिस लाइन पहुंचे।
"""
        ),
    ),
    "bn": Dispatch(
        title="বান্দরবানে বিস্ফোরণে ছয় সেনা নিহত",
        other_title="পাহাড়ে বোমা হামলায় ছয় সেনাসদস্যের মৃত্যু",
        paragraphs=_paragraphs(
            """
বান্দরবান: পার্বত্য জেলা বান্দরবানের রুমা উপজেলায় মঙ্গলবার সকালে রাস্তার পাশে পুঁতে রাখা
বোমার বিস্ফোরণে সেনাবাহিনীর ছয় সদস্য নিহত ও উনিশ জন আহত হয়েছেন বলে পুলিশ জানিয়েছে।

জেলা প্রশাসক শাহীন আলম সাংবাদিকদের বলেন, টহল দলটি ক্যাম্পে ফেরার পথে মুননুয়াম পাড়ার কাছে
হামলার শিকার হয়, এবং গুরুতর আহত সাত জনকে হেলিকপ্টারে চট্টগ্রাম নেওয়া হয়েছে।

এক বিবৃতিতে স্বরাষ্ট্র উপদেষ্টা বলেন, যারা নিরীহ মানুষের রক্ত ঝরায় তারা এই মাটির শত্রু এবং
রাষ্ট্র তাদের ও তাদের আশ্রয়দাতাদের বিরুদ্ধে সর্বশক্তি প্রয়োগ করবে।

কোনো সংগঠন হামলার দায় স্বীকার করেনি। এলাকায় তল্লাশি অভিযান চলছে এবং পর্যটকদের যাতায়াত
সাময়িকভাবে বন্ধ রাখা হয়েছে।
"""
        ),
        toll=("ছয়", "নয়"),
        addition="চিকিৎসকেরা জানান, আহতদের তিন জন রাতে হাসপাতালে মারা গেছেন।",
        own_report=_paragraphs(
            """
নিজস্ব প্রতিবেদক। ভোরের কুয়াশা তখনও কাটেনি, হঠাৎ বিকট শব্দে কেঁপে ওঠে পাহাড়ি জনপদ। জুম
চাষি লাল থাং বম দৌড়ে গিয়ে দেখেন উল্টে পড়ে আছে সামরিক যান।

হাসপাতালের করিডোরে স্বজনদের আহাজারি। আধা ডজন কফিন বিকেলে ঢাকার উদ্দেশে রওনা দেয়; জানাজা হবে
নিজ নিজ গ্রামে।
"""
        ),
    ),
}
CLUTTER = _paragraphs(
    """
Subscribe to our newsletter and get the morning's best stories in your inbox, free of
charge, every day of the week. By signing up you agree to our terms of use and privacy
policy. Follow us on WhatsApp, Facebook, Instagram and YouTube for the latest news and
updates from around the region.

Copyright 2026. All rights reserved. No part of this report may be reproduced, stored or
transmitted in any form without the prior written permission of the publisher.
"""
)
CRICKET = _paragraphs(
    """
The left-arm spinner took five wickets for 31 runs as the visitors were bowled out before
tea on the second day in Galle, and the openers put on 64 without loss by stumps.

The captain had won the toss and batted on a dry pitch that took turn from the first hour.

The tourists, who lost their captain to a hamstring strain before lunch, were 112 for seven
at one stage and owed their total to a stand of 58 for the ninth wicket between the keeper
and a debutant seamer.

Rain is forecast for Thursday. The series of three matches is level after the home side won
in Kandy and lost in Colombo by 22 runs.
"""
)
(DAILY,) = _paragraphs(
    """
The provincial disaster authority said in its daily report that {} people died and {} were
injured in rain-related incidents during the last 24 hours. The deaths were reported from
{}, it said. As many as {} houses were damaged, {} of them completely, and {} head of cattle
perished. Relief camps have been set up in all affected districts.
"""
)
