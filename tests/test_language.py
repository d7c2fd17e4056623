"""The language of a text, in every language that South Asian feeds are written in, and more."""

from __future__ import annotations

import pytest

from tasks.pages.language import detect_language

SENTENCES = [
    ("en", "The army said that three militants were killed in the north-west on Sunday."),
    ("ur", "شمالی وزیرستان میں فوج کی کارروائی میں تین دہشت گرد ہلاک اور دو اہلکار زخمی ہوئے۔"),
    ("hi", "उत्तर कश्मीर में मुठभेड़ में तीन आतंकवादी मारे गए और दो जवान घायल हो गए हैं।"),
    ("bn", "চট্টগ্রামে এক অভিযানে তিনজন নিহত হয়েছে বলে র‌্যাব জানিয়েছে।"),
    ("ps", "په شمالي وزیرستان کې د پوځ په عملیاتو کې درې وسله وال ووژل شول."),
    ("fa", "در حمله نیروهای امنیتی به یک پایگاه سه نفر کشته و دو نفر دیگر زخمی شدند."),
    ("ta", "வவுனியாவில் நடந்த மோதலில் மூன்று பேர் உயிரிழந்தனர்."),
    ("si", "මුලතිව් ප්‍රදේශයේ සිදු වූ පිපිරීමකින් තිදෙනෙක් තුවාල ලැබූහ."),
    ("ne", "काठमाडौंमा आज भएको विस्फोटमा तीन जनाको मृत्यु भएको छ भने दुई जना घाइते भएका छन् ।"),
    ("dv", "މާލޭގައި ހިނގި ހާދިސާއެއްގައި ތިން މީހަކު ޒަޚަމްވެއްޖެ އެވެ."),
    ("pa", "ਅੰਮ੍ਰਿਤਸਰ ਵਿੱਚ ਪੁਲਿਸ ਨੇ ਤਿੰਨ ਵਿਅਕਤੀਆਂ ਨੂੰ ਗ੍ਰਿਫ਼ਤਾਰ ਕੀਤਾ ਹੈ।"),
    ("as", "তিনিচুকীয়াত সেনাৰ অভিযানত তিনিজন উগ্ৰপন্থী নিহত হৈছে।"),
    ("te", "ఛత్తీస్‌గఢ్‌లో జరిగిన ఎన్‌కౌంటర్‌లో ముగ్గురు మావోయిస్టులు మరణించారు."),
    ("ml", "കണ്ണൂരിൽ നടന്ന സ്ഫോടനത്തിൽ മൂന്ന് പേർക്ക് പരിക്കേറ്റു."),
    ("mr", "गडचिरोलीत झालेल्या चकमकीत तीन नक्षलवादी ठार झाले आणि दोन जवान जखमी झाले आहेत."),
    ("gu", "કચ્છ સરહદે સુરક્ષા દળોએ ત્રણ શંકાસ્પદ લોકોની ધરપકડ કરી છે."),
    ("kn", "ಬೆಂಗಳೂರಿನಲ್ಲಿ ನಡೆದ ಸ್ಫೋಟದಲ್ಲಿ ಮೂವರು ಗಾಯಗೊಂಡಿದ್ದಾರೆ."),
    ("or", "ମାଲକାନଗିରିରେ ଗୁଳି ବିନିମୟରେ ତିନି ଜଣ ମାଓବାଦୀ ନିହତ ହୋଇଛନ୍ତି।"),
    ("sd", "ڪراچي ۾ پوليس مقابلي ۾ ٽي جوابدار مارجي ويا ۽ ٻه اهلڪار زخمي ٿي پيا."),
    ("ar", "قتل ثلاثة مسلحين في عملية عسكرية شمال البلاد يوم الأحد وأصيب جنديان بجروح."),
    ("dz", "འབྲུག་རྒྱལ་ཁབ་ཀྱི་གསར་འགྱུར་དེ་ཁར་བཀོད་ཡོདཔ་ཨིན།"),
    ("my", "ရခိုင်ပြည်နယ်တွင် တိုက်ပွဲများ ပြန်လည်ဖြစ်ပွားခဲ့သည်။"),
    ("zh", "香港行政长官星期二在立法会接受质询，并向市民道歉。"),
    ("ja", "ナイジェリア北東部で自爆攻撃があり、三十一人が死亡した。"),
    ("ru", "В результате взрыва на рынке погибли три человека, сообщила полиция."),
    ("fr", "Trois militants ont été tués dimanche lors d'une opération de l'armée dans le nord."),
    ("de", "Bei einem Einsatz der Armee im Norden sind am Sonntag drei Kämpfer getötet worden."),
    ("es", "Tres militantes murieron el domingo en una operación del ejército."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), SENTENCES)
@pytest.mark.parametrize("hint", ["right", "en", "ur", "hi", ""])
def test_a_sentence_is_enough_whatever_the_hint(language: str, text: str, hint: str) -> None:
    assert detect_language(text, language if hint == "right" else hint) == language


def test_english_words_in_an_urdu_text_do_not_count() -> None:
    text = SENTENCES[1][1] + " (ISPR) The News"
    assert detect_language(text, "en") == "ur"


@pytest.mark.parametrize(
    ("text", "hint"), [("", "hi"), ("12:30 — 14", "bn"), ("ہلاک", "ur"), ("قتل", "fa")]
)
def test_the_hint_serves_where_letters_say_nothing(text: str, hint: str) -> None:
    assert detect_language(text, hint) == hint


def test_a_word_in_a_script_that_the_hint_cannot_have_goes_by_the_script() -> None:
    assert detect_language("BREAKING", "ur") == "en"
