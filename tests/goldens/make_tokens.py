#!/usr/bin/env python3
"""Makes tokens.jsonl.gz: 10,000 texts with the token ids that OpenCLIP gives them, for CLIP's own
vocabulary and for the starter model's, and for some those of Hugging Face's CLIPTokenizerFast.

Run with .venv-reference/bin/python (scripts/reference-setup). Each line is [text, ids of CLIP, ids of the
starter, ids of Hugging Face or null]. Texts that ftfy would take for wrongly decoded are left out, for
Fovea does not repair those; so are characters that Python's Unicode does not know yet.
"""
import gzip
import html.entities
import json
import pathlib
import random
import sys
import tempfile
import unicodedata

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "scripts"))

import ftfy  # noqa: E402
from reference import open_clip  # noqa: E402
from open_clip.tokenizer import SimpleTokenizer, default_bpe  # noqa: E402
from transformers import CLIPTokenizerFast  # noqa: E402

COUNT = 10_000
EVERY_NTH_FOR_HUGGING_FACE = 20
CONTEXT = 77

WORDS = """a the an of on in at with and to from over under near behind beside between is are was were two three
many some dog cat child man woman girl boy people crowd horse bird sheep elephant bicycle motorcycle bus train
plane boat car truck street road bridge tower castle church house garden kitchen table chair bed window door
mountain lake river sea beach sand snow ice rain cloud sky sunset sunrise night moon star tree forest flower
grass field hill valley rock desert island harbor market city village park playground stadium concert guitar
violin piano drum cake pizza ramen sushi bread apple banana orange grape lemon coffee tea wine glass cup bottle
plate spoon knife fork red blue green yellow black white brown pink purple golden silver dark bright blurry old
young small large tall short happy sad wet dry wooden stone running jumping sitting standing sleeping eating
playing riding swimming flying smiling looking holding wearing walking photo picture painting drawing sketch
portrait landscape close-up macro panorama aerial screenshot document receipt handwriting poster sign
birthday wedding graduation christmas halloween vacation hiking skiing surfing camping golden retriever puppy
kitten sunflowers skateboarder lighthouse waterfall fireworks thunderstorm microphone umbrella refrigerator""".split()

OTHERS = """фотография собаки на траве|Закат над морем|Москва, зимой ночью|Київ|ΦΩΤΟΓΡΑΦΙΑ ΤΗΣ ΘΑΛΑΣΣΑΣ|ένας σκύλος
στο χιόνι|ΌΔΟΣ ΣΑΣ Σ|一只狗在草地上奔跑|海滩上的日落|東京の夜景|犬が走っている写真|カタカナ ﾊﾝｶｸ ｶﾞｷﾞ|서울의 밤|눈 덮인 산|صورة كلب على
العشب|غروب الشمس على الشاطئ|کوه‌های برفی|תמונה של כלב|שְׁקִיעָה בַּיָּם|घास पर दौड़ता कुत्ता|समुद्र तट पर सूर्यास्त|রাতের শহর|நாய் புல்வெளியில்|
ภาพสุนัขวิ่งบนหญ้า|พระอาทิตย์ตก|ძაღლი ბალახზე|շունը խոտի վրա|አዲስ አበባ|ຫມາແລ່ນ|ခွေး|ឆ្កែ|un café au lait à Paris, déjà bu|Straße im
Nebel, GROSSE STRAẞE, weiß|İstanbul'da IŞIK ılık İğne|Ünïcödé ñandú ÅNGSTRÖM œuvre Æther|Đường phố Hà Nội về đêm|pies biegnie
po łące|žluťoučký kůň|naïve façade coöperate|Ελληνικά και العربية mixed|crème brûlée""".replace("\n", " ").split("|")

EMOJI = """😀 😂 🥰 🐕 🐈‍⬛ 🐻‍❄️ 👩‍👩‍👧‍👦 👨🏽‍🚀 👍🏿 🏳️‍🌈 🏴󠁧󠁢󠁷󠁬󠁳󠁿 🇩🇪 🇯🇵 ❤️ ❤️‍🔥 ☀️ ☔ ⛄ 🌄 🏔️ 🏖️ 🎂 🎻 📷 🖼️ 1️⃣ #️⃣ ™️ ©️ ♾️ 🤷🏻‍♀️ 🫠 🧑‍🤝‍🧑""".split()

PIECES = ["it's", "DON'T", "we'LL", "I’ve", "you're", "she'd", "I'm", "rock'n'roll", "dogs'", "'tis", "x'ſ", "o'clock",
          "“quoted”", "‘single’", "„low“", "«guillemets»", "a–b—c", "wait…", "3.14", "1,000,000", "50%", "$9.99", "€20", "½ cup",
          "x² + y³", "№ 5", "Ⅷ", "٣٤٥", "१२३", "１２３", "ＡＢＣ ｆｕｌｌ！", "10°C", "f/2.8", "1/250s", "ISO100", "50mm", "IMG_1234.JPG",
          "2024-06-15", "12:30", "http://example.org/a?b=c&d=e#f", "https://www.example.com/p/été", "me@example.com", "@user", "#tag",
          "C++", "a/b\\c", "{label}", "[x](y)", "~/.config", "--all", "<b>bold</b>", "<br/>", "1 < 2 > 0", "a<b &amp; c", "<start_of_text>",
          "<end_of_text>", "<START_OF_TEXT>", "<|startoftext|>", "<|endoftext|>", "<|ENDOFTEXT|>!", "!<end_of_text>", "<start_of_text",
          "ﬁsh and ﬂy", "oﬃce", "waﬄe", "ﬅ ﬆ", "ĳs Ĳ", "ŉ", "ǆ Ǆ ǅ ǈ ǌ ǲ", "e\u0301 n\u0303 A\u030a", "q\u0307\u0323", "가각", "か\u3099 ハ\u309a",
          "\u212b \u2126 \u212a", "\u037e", "ſ ẛ̣", "\u0345", "a\u200bb", "a\u200db", "\u200e\u200f", "\u00ad", "\u2060", "\ufe0f", "\r\n", "\n", "\r", "\t", "\x0b",
          "\x0c", "\u2028", "\u2029", "\u00a0", "\u3000", "\u2003", "\u205f", "\x00", "\x07", "\x1c", "\x1f", "\x7f", "\ufeff", "\ufffc", "\u206a", "\x1b[31mred\x1b[0m", "\x1b[1;4m",
          "\x1b[", "\ufffd", "İ", "ı", "ß", "ẞ", "Σ", "σς", "ΑΣ'Σ", "🅰️", "ℋ", "𝒜𝓑", "㍿", "㎏", "﷽", "...", "!!!", "?!", "***", "____", "----", "((()))", "\"", "'", "''", "`", "^", "&", "&&", ";"]

BLOCKS = [(0x20, 0x7F)] * 4 + [(0xA0, 0x180), (0x180, 0x250), (0x250, 0x370), (0x370, 0x400), (0x400, 0x530), (0x530, 0x590), (0x590, 0x600),
          (0x600, 0x700), (0x900, 0xA00), (0xE00, 0xF00), (0x1100, 0x1200), (0x1E00, 0x2000), (0x2000, 0x2070), (0x2070, 0x2400), (0x2500, 0x2800),
          (0x3000, 0x3100), (0x4E00, 0x9FA0), (0xAC00, 0xD7A4), (0xFB00, 0xFB50), (0xFE00, 0xFE70), (0xFF00, 0xFFF0), (0x10400, 0x10450),
          (0x1D400, 0x1D800), (0x1F300, 0x1F700), (0x1F900, 0x1FA00), (0x20000, 0x20100), (0x2F800, 0x2FA1E)]


class Writer:
    """Draws texts; the same for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.entities = sorted(html.entities.html5)

    def words(self, least, most):
        return " ".join(self.random.choice(WORDS) for _ in range(self.random.randint(least, most)))

    def caption(self):
        text = self.words(3, 14)
        shape = self.random.random()
        if shape < 0.3:
            text = text.capitalize() + "."
        elif shape < 0.4:
            text = text.upper()
        elif shape < 0.5:
            text = text.title() + self.random.choice(["!", "?", "...", ", 2019", " (1)"])
        return text

    def long_text(self):
        return self.words(200, 200)

    def character(self):
        first, end = self.random.choice(BLOCKS)
        return chr(self.random.randrange(first, end))

    def characters(self):
        return "".join(self.character() for _ in range(self.random.randint(1, 8)))

    def entity(self):
        choice, name = self.random.random(), self.random.choice(self.entities)
        number = self.random.choice([self.random.randrange(0x100), self.random.randrange(0x3000), self.random.randrange(0x120000), 0, 59, 38])
        if choice < 0.4:
            text = "&" + name
        elif choice < 0.5:
            text = "&" + name.upper()
        elif choice < 0.6:
            text = f"&#{number};"
        elif choice < 0.7:
            text = f"&#{self.random.choice('xX')}{number:x}" + self.random.choice([";", "", " "])
        elif choice < 0.8:
            text = "&" + name.rstrip(";") + self.random.choice(["", "x", " ", ";;"])
        elif choice < 0.9:
            text = "&amp;" + self.random.choice(["lt;", "#39;", "amp;eacute;", "quot;", "copy", "nosuch;"])
        else:
            text = "&" + self.random.choice(["#;", "#x;", "#xg;", "#12a;", "nosuch;", "notit;", "x;", ";", "CounterClockwiseContourIntegral;", "#0000000000000000000000065;"])
        return text.replace("&", "&amp;") if self.random.random() < 0.1 else text

    def mixture(self):
        kinds = [lambda: self.words(1, 3), lambda: self.random.choice(PIECES), lambda: self.random.choice(PIECES), lambda: self.random.choice(OTHERS),
                 lambda: self.random.choice(EMOJI), self.entity, self.characters]
        parts = []
        for _ in range(self.random.randint(1, 9)):
            parts.append(self.random.choice(kinds)())
            parts.append(self.random.choice(["", " ", " ", ", ", "  "]))
        return "".join(parts)

    def letters(self):
        return "".join(self.random.choice("abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789'-_") for _ in range(self.random.randint(1, 40)))

    def text(self):
        kinds = [(self.caption, 30), (self.mixture, 40), (self.letters, 6), (self.entity, 6), (self.characters, 12), (self.long_text, 1),
                 (lambda: self.random.choice(OTHERS) + " " + self.random.choice(OTHERS), 3), (lambda: "".join(self.random.choices(EMOJI, k=3)), 2)]
        return self.random.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]()


def suits(text, tokenizer):
    """Whether Fovea means to treat the text as the reference does."""
    plain = ftfy.TextFixerConfig(explain=False, fix_encoding=False)
    if any(0xD800 <= ord(c) < 0xE000 or unicodedata.category(c) == "Cn" for c in text):
        return False
    if ftfy.fix_text(text) != ftfy.fix_text(text, plain):
        return False
    return all(unicodedata.category(c) != "Cn" for c in tokenizer.clean_fn(text))


def encode(tokenizer, text):
    ids = [tokenizer.sot_token_id] + tokenizer.encode(text) + [tokenizer.eot_token_id]
    if len(ids) > CONTEXT:
        ids = ids[:CONTEXT - 1] + [tokenizer.eot_token_id]
    return ids


def hugging_face(merges, folder):
    """A CLIPTokenizerFast over the same merges, from files in the layout of Hugging Face."""
    pieces = list(SimpleTokenizer().encoder)[:-2] + ["<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({piece: i for i, piece in enumerate(pieces)}))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "CLIPTokenizer", "model_max_length": CONTEXT}))
    return CLIPTokenizerFast.from_pretrained(folder)


def main():
    clip = SimpleTokenizer()
    starter = SimpleTokenizer(root / "resources/models/fovea-starter/bpe_merges.txt.gz")
    merges = gzip.open(default_bpe()).read().decode().split("\n")[1:48895]
    with tempfile.TemporaryDirectory() as folder:
        fast = hugging_face(merges, pathlib.Path(folder))
    texts = dict.fromkeys(["", " ", "\t\n", "\u3000", "&nbsp;", "\x00"])
    texts.update(dict.fromkeys(text for text in PIECES + OTHERS + EMOJI if suits(text, clip)))
    writer = Writer(20240615)
    while len(texts) < COUNT:
        text = writer.text()
        if suits(text, clip):
            texts[text] = None
    lines = []
    for number, text in enumerate(texts):
        ids = fast(text, truncation=True, max_length=CONTEXT)["input_ids"] if number % EVERY_NTH_FOR_HUGGING_FACE == 0 else None
        lines.append(json.dumps([text, encode(clip, text), encode(starter, text), ids], separators=(",", ":")))
    out = pathlib.Path(__file__).parent / "tokens.jsonl.gz"
    with open(out, "wb") as file, gzip.GzipFile("", "wb", 9, file, 0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    print(f"{len(lines)} texts, {out.stat().st_size} bytes, OpenCLIP {open_clip.__version__}, ftfy {ftfy.__version__}")


main()
