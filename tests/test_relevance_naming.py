"""A name that several actors share is read as the one that the story is about, or as nobody."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.relevance.entries import COLUMNS
from tasks.relevance.lexicon import Lexicon, load_lexicon
from tasks.relevance.mentions import Mention, find_mentions
from tasks.relevance.naming import concerned_countries, named_actors
from tasks.relevance.scene import Scene, view
from tasks.relevance.verdict import Reading
from tasks.settings import KNOWLEDGE

# what is told apart | country, language and year of publication | title | body | actors
STORIES = [
    [part.strip() for part in line.split("|")]
    for line in """
PLA, Manipur's | IN en 2025 | PLA cadre held with grenade in Imphal West | Manipur Police arrested an active member of the PLA from Lamphel on Sunday and recovered a hand grenade. | IN-PLAM SF-MPCDO
PLA, China's | IN en 2025 | PLA drill near Depsang watched | The PLA held an exercise near the Line of Actual Control in eastern Ladakh, officials in New Delhi said. Talks between India and China go on. |
PLA, China's, by its adjective | IN en 2025 | Chinese PLA troops build huts near Arunachal | The Chinese PLA has built huts opposite Tawang in Arunachal Pradesh, sources said. Troops on both sides keep watch. |
PLA, Nepal's | NP en 2010 | Talks on PLA combatants resume in Kathmandu | Leaders in Nepal discussed the Maoist party and the integration of PLA fighters from cantonments in Chitwan and Rolpa after the armed conflict. | NP-CPNM NP-PLAN
RPF, of the railways | IN en 2025 | Two held with explosives at Patna station | Suspects carrying detonators were arrested by the RPF at Patna Junction in Bihar, police said. A case was registered. |
BLA, of Balochistan | PK en 2025 | BLA claims attack on convoy in Kech | The BLA said its men had attacked a convoy near Turbat in Balochistan with an improvised bomb on Friday. | PK-BLA
BLA, the degree | PK en 2025 | BLA student wins design prize | A final-year BLA student from Karachi has won a prize for a park beside the mangroves. |
BLA, of India's elections | IN en 2025 | Parties train BLA volunteers in Kerala | Each party named a BLA for every booth before the roll revision in Kerala. |
TRF, of Kashmir | IN en 2025 | Two TRF terrorists shot dead in Shopian encounter | Security forces killed two terrorists of the TRF in Shopian district of Jammu and Kashmir on Monday. | IN-TRF
TRF, a charity | IN en 2025 | TRF gives 40 wheelchairs to Pune hospital | The TRF, the charity of a service club, handed over wheelchairs in Pune. |
Resistance Front, of Kashmir | IN en 2025 | Resistance Front militant held in Kulgam | A militant of the Resistance Front was arrested with a pistol in Kulgam in south Kashmir. | IN-TRF
Resistance Front, of Panjshir | AF en 2023 | Resistance Front says it killed four Taliban in Panjshir | The Resistance Front claimed an attack on a Taliban post in Panjshir on Sunday. | AF-IEA AF-NRF
Taliban, in Kabul | AF en 2025 | Taliban open road in Kabul | Taliban officials in Kabul opened a road to Logar. | AF-IEA
Taliban, attackers in Pakistan | PK en 2025 | Taliban attack on police post in Lakki Marwat kills three | Taliban militants attacked a police post in Lakki Marwat in Khyber Pakhtunkhwa with heavy weapons late on Friday. | PK-TTP
Taliban, Afghan ones in Pakistan | PK en 2025 | Blast in Bajaur; Afghan Taliban deny aiding attackers | The Afghan Taliban denied a hand in the attack in Bajaur in Khyber Pakhtunkhwa, claimed by the TTP. | AF-IEA PK-TTP
Taliban, across the border | PK en 2025 | Pakistani jets hit TTP camp in Paktika; Taliban protest | Jets bombed a TTP camp in Barmal in Afghanistan's Paktika. The Taliban summoned the envoy in Kabul. | AF-IEA PK-TTP
Taliban in Urdu, in Pakistan | PK ur 2025 | باجوڑ میں چوکی پر طالبان کا حملہ، دو اہلکار زخمی | خیبر پختونخوا کے ضلع باجوڑ میں طالبان نے رات گئے چوکی پر حملہ کیا۔ | PK-TTP
Taliban in Urdu, in Kabul | PK ur 2025 | کابل میں طالبان حکومت کا نیا فرمان | افغانستان کے دارالحکومت کابل میں طالبان نے نیا حکم جاری کیا۔ | AF-IEA
Taliban in Bengali, in Pakistan | BD bn 2025 | পাকিস্তানের বান্নুতে তালেবানের হামলায় নিহত ৪ | পাকিস্তানের খাইবার পাখতুনখোয়ার বান্নুতে তালেবান জঙ্গিদের হামলায় চারজন নিহত হয়েছেন। | PK-TTP
Taliban in Bengali, in Kabul | BD bn 2025 | কাবুলে নতুন আদেশ জারি তালেবানের | আফগানিস্তানের রাজধানী কাবুলে নতুন আদেশ দিয়েছে তালেবান। | AF-IEA
Maoists, India's | IN en 2025 | Two Maoists killed in Bijapur | Security forces shot dead two Maoists in a gunfight in Bijapur district of Chhattisgarh. | IN-CPIM
Maoists, Nepal's | NP en 2004 | Maoists attack police post in Rolpa | Maoists attacked a police post in Rolpa in western Nepal and killed five policemen. | NP-CPNM
Maoists, Peru's | INT en 2025 | Maoists of Peru remembered in Lima film | A film in Lima recalls the Maoists of Peru. |
Maoists in Hindi, India's | IN hi 2025 | बीजापुर में मुठभेड़, दो माओवादी ढेर | छत्तीसगढ़ के बीजापुर जिले में मुठभेड़ में दो माओवादी मारे गए। | IN-CPIM
Maoists in Nepali, Nepal's | NP ne 2004 | रोल्पामा माओवादी आक्रमण, पाँच प्रहरी मारिए | नेपालको रोल्पामा माओवादीले प्रहरी चौकीमा आक्रमण गरे। | NP-CPNM
ISIS, in Nangarhar | AF en 2025 | ISIS claims suicide attack in Jalalabad | ISIS claimed the suicide attack on a mosque in Jalalabad in Nangarhar province of Afghanistan. | AF-ISKP
ISIS, in Kerala | IN en 2025 | NIA arrests man over ISIS links in Kerala | The NIA arrested a man from Thrissur in Kerala for recruiting youths to ISIS. | INT-IS SF-NIA
ISIS, in Addu | MV en 2025 | Two arrested in Addu over ISIS recruitment | Police arrested two men in Addu in the Maldives on suspicion of recruiting for ISIS. | MV-IS
Islamic State, its branch named too | PK en 2025 | Islamic State claims Bajaur blast | Islamic State's Khorasan branch, ISIS-K, claimed the suicide blast at a rally in Bajaur. Islamic State named the bomber. | AF-ISKP
Islamic state, a theory | PK en 2025 | Scholars debate idea of an Islamic state | At a seminar in Lahore speakers asked what the founders meant by an Islamic state. |
Daesh in Pashto | AF ps 2025 | په ننګرهار کې د داعش درې جنګیالي ووژل شول | د استخباراتو لوی ریاست وايي، په ننګرهار کې یې د داعش درې جنګیالي وژلي دي. | AF-ISKP SF-GDI
Army, India's | IN en 2025 | Army foils infiltration bid in Kupwara, two terrorists killed | The Army said its troops shot dead two terrorists on the Line of Control in Kupwara in north Kashmir. | SF-INARMY
Army, Pakistan's | PK en 2025 | Army kills six militants in North Waziristan | The Army said six militants were killed in Mir Ali in North Waziristan. | SF-PKARMY
army, Bangladesh's | BD en 2025 | Gunfight with KNF in Bandarban, one army man killed | An army patrol came under fire from the KNF in Ruma in Bandarban yesterday. | BD-KNF SF-BDARMY
Army, Sri Lanka's | LK en 2025 | Army recovers claymore mines in Mullaitivu | The Army recovered two claymore mines in Mullaitivu in the north of Sri Lanka. | SF-LKA
Army, Nepal's | NP en 2025 | Army defuses bomb at land office in Lalitpur | The Army defused a pressure cooker bomb in Lalitpur near Kathmandu, Nepal. | SF-NPA
army, a foreign one | IN en 2025 | Israeli army shells Gaza, nine killed | The Israeli army shelled Gaza City overnight, killing nine. |
army in Hindi, India's | IN hi 2025 | कुपवाड़ा में सेना ने दो आतंकी मार गिराए | जम्मू-कश्मीर के कुपवाड़ा में सेना ने दो आतंकी मार गिराए। | SF-INARMY
army in Hindi, Pakistan's | IN hi 2025 | पेशावर के पास हमला, सेना ने घेरा इलाका | पाकिस्तान के पेशावर के पास आतंकी हमला हुआ। सेना ने इलाका घेर लिया। | SF-PKARMY
Tigers, of Eelam | LK en 2025 | Former Tigers cadre held in Kilinochchi over arms cache | A former cadre of the Tigers was arrested in Kilinochchi in northern Sri Lanka with explosives, suspected to be of the LTTE. | LK-LTTE
Tigers, at cricket | BD en 2025 | Tigers collapse for 112 in Mirpur | The Tigers lost six wickets before lunch on day one of the Test in Dhaka. |
Tigers, animals | IN en 2025 | Two tigers found dead in Bandhavgarh | Two tigers were found dead in the reserve in Madhya Pradesh; poachers are suspected. |
Baloch, a surname | PK en 2025 | Lyari boxer Baloch wins gold | Nadir Baloch of Karachi won a gold medal at the games. |
STF, India's | IN en 2025 | STF kills three Naxals in Sukma | The STF killed three Naxals in a forest of Sukma district, Chhattisgarh. | IN-CPIM SF-STF
STF, Sri Lanka's | LK en 2025 | STF detains man over explosives in Batticaloa | The STF detained a man with explosives in Batticaloa, Sri Lanka. | SF-LKA
SOG, Kashmir's | IN en 2025 | SOG arrests two militants in Sopore | The SOG arrested two militants in Sopore in Jammu and Kashmir. | SF-JKP
SOG, Odisha's | IN en 2025 | SOG kills Maoist in Malkangiri | The SOG shot dead a Maoist in Malkangiri district of Odisha. | IN-CPIM SF-ODSOG
FC, Balochistan's | PK en 2025 | Two FC soldiers hurt in Kech blast | A bomb hit an FC vehicle in Kech district of Balochistan, injuring two FC soldiers. | SF-FCB
FC, Khyber Pakhtunkhwa's | PK en 2025 | Two FC men hurt in Bajaur | Militants fired at the FC in Bajaur in Khyber Pakhtunkhwa. | SF-FCKP
KNF, Bandarban's | BD en 2025 | KNF men kidnap bank manager in Ruma | Armed men of the KNF abducted a bank manager in Ruma, Bandarban. | BD-KNF
KNF, Manipur's | IN en 2025 | KNF militant held in Churachandpur | A militant of the KNF was arrested with a rifle in Churachandpur, Manipur. | IN-KNFM
UPF, of the hills | IN en 2025 | UPF militant held with rifle in Manipur | A UPF militant was arrested in Kangpokpi in Manipur with a rifle. | IN-UPF
UPF, food | IN en 2025 | UPF makes up a third of diets, study says | Doctors in Chennai warned that UPF raises the risk of heart disease. |
JMI, Sri Lanka's | LK en 2020 | JMI member charged over Easter bombings | A member of the JMI was charged in Colombo, Sri Lanka, over the Easter Sunday suicide attacks. | LK-JMI
JMI, Bengal's | BD en 2020 | JMI operative of JMB held in Rajshahi | An operative of the JMI, an arm of the JMB, was arrested in Rajshahi, Bangladesh. | BD-JMB
SSP, an officer | IN en 2025 | Grenade hurled at temple in Batala | The SSP said two suspects were identified after a grenade attack in Batala in Punjab. |
RR, of the army | IN en 2025 | Two RR soldiers hurt in Poonch encounter | Two soldiers of 48 RR were injured in an encounter with terrorists in Poonch, Jammu and Kashmir. | SF-RR
RR, of the league | IN en 2025 | RR beat KKR by six wickets in Jaipur | RR chased 180 in the IPL match in Jaipur with an over to spare. |
NIA, of India | IN en 2025 | NIA raids eight places in Srinagar | The NIA raided eight places in Srinagar in a terror funding case. | SF-NIA
ultras, of Bastar | IN en 2025 | Ultras torch two trucks in Sukma | Ultras set two trucks on fire in Sukma district of Chhattisgarh; Maoists are suspected. | IN-CPIM
ultras, of Kashmir | IN en 2025 | Two Jaish-e-Mohammad ultras trapped in Kishtwar | Two ultras of the Jaish-e-Mohammad are trapped in Kishtwar, Jammu and Kashmir. | PK-JEM
Lashkar, of Muridke | IN en 2025 | Lashkar terrorist killed in Kulgam | A terrorist of the Lashkar was killed in Kulgam, Jammu and Kashmir. | PK-LET
lashkar, of a tribe | PK en 2025 | Tribal lashkar burns militant hideout in Tirah | The lashkar set a militant hideout on fire in the Tirah valley in Khyber Pakhtunkhwa. | SF-PEACE
a label, the group not named | PK en 2025 | Seven khwarij killed in Tank | Forces killed seven khwarij of Fitna al-Khawarij in Tank, Khyber Pakhtunkhwa. |
a label, the group named | PK en 2025 | Seven khwarij of Fitna al-Khawarij killed in Tank | Forces killed seven khwarij in Tank, Khyber Pakhtunkhwa. The dead belonged to the TTP, police said. | PK-TTP
a label in Urdu | PK ur 2025 | ٹانک میں فتنۃ الخوارج کے سات دہشت گرد ہلاک | خیبر پختونخوا کے ضلع ٹانک میں کارروائی، سات خوارج ہلاک۔ |
Fitna al-Hindustan | PK en 2025 | Two of Fitna al-Hindustan killed in Mastung | Forces killed two men of Fitna al-Hindustan in Mastung, Balochistan. |
TTP, at an airport | IN en 2025 | FTI-TTP gates at seven airports | Travellers of the TTP scheme pass in thirty seconds at Ahmedabad airport in Gujarat. |
ULFA, by now ULFA-I | IN en 2025 | ULFA-I claims grenade attack in Tinsukia | ULFA-I claimed the grenade attack in Tinsukia, Assam. ULFA men fled, police said. | IN-ULFAI
ULFA, in its day | IN en 2004 | ULFA blast kills ten in Dhemaji | The ULFA set off a bomb in Dhemaji, Assam, killing ten. | IN-ULFA
BLT, of Bodoland in its day | IN en 1999 | BLT militants blow up bridge in Kokrajhar | Militants of the BLT blew up a bridge in Kokrajhar, Assam. | IN-BLT
BLT, a sandwich | PK en 2025 | A BLT worth the queue | The new cafe in Lahore serves a BLT with chips. |
UNLF's Pambei faction | IN en 2025 | Two of United National Liberation Front (Pambei) held | Two cadres of the United National Liberation Front (Pambei) were arrested in Imphal East, Manipur, for extortion. | IN-UNLFP
""".strip().splitlines()  # noqa: E501 - a story is a line
]


def seen(
    lexicon: Lexicon,
    title: str,
    body: str,
    *,
    country: str,
    language: str = "en",
    published_at: datetime | None = None,
) -> tuple[list[Mention], Scene]:
    """The mentions of an article and the scene that they make."""
    mentions = find_mentions(lexicon, title, body)
    reading = Reading(
        title=title, body=body, language=language, country=country, published_at=published_at
    )
    return mentions, view(lexicon, mentions, reading)


def actors(lexicon: Lexicon, where: str, title: str, body: str) -> set[str]:
    """Ids of the actors named, without those that stand for kinds."""
    country, language, year = where.split()
    published = datetime(int(year), 6, 1, tzinfo=UTC)
    mentions, scene = seen(
        lexicon, title, body, country=country, language=language, published_at=published
    )
    return {actor.actor_id for actor in named_actors(lexicon, mentions, scene)}


@pytest.mark.parametrize(
    ("where", "title", "body", "expected"),
    [story[1:] for story in STORIES],
    ids=[story[0] for story in STORIES],
)
def test_a_shared_name_is_read_in_its_story(
    lexicon: Lexicon, where: str, title: str, body: str, expected: str
) -> None:
    assert actors(lexicon, where, title, body) == set(expected.split())


def test_a_text_that_names_nobody_has_no_actors(lexicon: Lexicon) -> None:
    assert actors(lexicon, "PK en 2025", "Price of wheat falls", "Traders met in Multan.") == set()


def test_kinds_of_people_are_no_actors(lexicon: Lexicon) -> None:
    title, body = "Militants attack post", "Unidentified gunmen and militants fired at Quetta."
    assert actors(lexicon, "PK en 2025", title, body) == set()


def test_mentions_are_counted_and_the_most_often_named_comes_first(lexicon: Lexicon) -> None:
    body = "The TTP and TTP men met in Quetta."
    mentions, scene = seen(lexicon, "BLA and TTP", body, country="PK")
    named = named_actors(lexicon, mentions, scene)
    assert [(one.actor_id, one.mention_count) for one in named][:1] == [("PK-TTP", 3)]
    assert named[0].alias == "TTP"


def test_a_row_for_a_second_actor_makes_it_a_reading(tmp_path: Path) -> None:
    for name in COLUMNS:
        shutil.copyfile(KNOWLEDGE / name, tmp_path / name)
    title, body = "XQF man held in Imphal", "An XQF militant was arrested in Imphal East, Manipur."
    where = "IN en 2025"
    row = "XQF,en,Latn,{},short,yes,,yes,,a test\n"
    with (tmp_path / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write(row.format("BD-UPDF"))
    assert actors(load_lexicon(tmp_path), where, title, body) == set()
    with (tmp_path / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write(row.format("IN-KYKL"))
    both = load_lexicon(tmp_path)
    assert actors(both, where, title, body) == {"IN-KYKL"}
    hills = "An XQF militant was arrested with arms in Khagrachhari, Bangladesh."
    assert actors(both, "BD en 2025", "XQF man held", hills) == {"BD-UPDF"}


def test_a_local_name_is_a_row_of_the_catalogue(lexicon: Lexicon) -> None:
    elsewhere = {key: rows for key, rows in lexicon.local_names.items() if key != "AF-IEA"}
    without = replace(lexicon, local_names=elsewhere)
    title, body = (
        "Taliban militants killed in Bannu",
        "Five Taliban died in a clash in Bannu, Pakistan.",
    )
    assert actors(lexicon, "PK en 2025", title, body) == {"PK-TTP"}
    assert "PK-TTP" not in actors(without, "PK en 2025", title, body)


@pytest.mark.parametrize(
    ("title", "body", "countries"),
    [
        ("Blast in Quetta", "A bomb went off in Quetta in Balochistan.", ("PK",)),
        ("Kabul and Islamabad talk", "Envoys of Pakistan and Afghanistan met.", ("AF", "PK")),
        (
            "Encounter in Kulgam",
            "Troops shot two in Kulgam, Jammu and Kashmir."
            + " So it went." * 60
            + " In Nepal too.",
            ("IN",),
        ),
        ("Match drawn in Leeds", "Rain came after tea.", ()),
    ],
)
def test_asides_concern_no_country(
    lexicon: Lexicon, title: str, body: str, countries: tuple[str, ...]
) -> None:
    _, scene = seen(lexicon, title, body, country="INT")
    assert concerned_countries(scene) == countries
