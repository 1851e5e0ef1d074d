"""Attacks by template: sentence frames with slots, filled with other nouns each time. They fit any noun and teach nothing."""

from collections.abc import Sequence

from kula.scoring.attacks.places import Content, DoesNotApply, Pool, Random, is_wide, messages_key, with_answer

Frames = tuple[str, ...]

_ASKED: Frames = (
    "What do you think about {a} and {b}?",
    "Please explain {a} in simple words.",
    "Tell me a fact about {a}.",
    "How can I learn {a}?",
    "Is {a} better than {b}?",
    "Why is {a} useful?",
    "What should I know about {a} before {b}?",
    "Give me three tips for {a}.",
    "Can {a} help with {b}?",
    "Write something short about {a}.",
    "Who invented {a}?",
    "How does {a} work?",
    "Why do people like {a}?",
    "Can you compare {a} with {b}?",
    "What is the difference between {a} and {b}?",
    "What is the best way to start with {a}?",
    "Is {a} difficult?",
)
_SAID: Frames = (
    "{A} is very important for {b}.",
    "Many people like {a} because of {b}.",
    "{A} is a kind of {b}.",
    "People use {a} every day, and {a} is very useful.",
    "A fact about {a} is that it has much to do with {b}.",
    "First read about {a}, then practise {a}, then teach {a}.",
    "Both {a} and {b} are good.",
    "{A} is good for some people and {b} for others.",
    "If you know {b}, you will soon know {a}.",
    "Experts say that {a} makes {b} easier.",
    "{A} works by combining {b} with more {a}.",
    "You can find {a} everywhere where there is {b}.",
    "The history of {a} begins with {b}.",
    "Without {a} there would be no {b}.",
    "People enjoy {a} because it belongs to {b} and because {a} helps them.",
    "{A} differs from {b}: some prefer {a}, while others prefer {b}.",
    "The best way is to practise {a} every day and to read about {b}.",
    "{A} is not difficult if one likes {b}, and {b} is not difficult either.",
    "Yes, {a} is popular, useful and connected with {b}.",
    "Much of {a} depends on {b}, and much of {b} depends on {a}.",
)
_ASKED_WIDE: Frames = (
    "请介绍一下{a}。",
    "{a}有什么用？",
    "怎样才能学会{a}？",
    "{a}和{b}哪个更好？",
    "你怎么看{a}？",
    "请写一段关于{a}的话。",
    "谁发明了{a}？",
    "{a}对{b}有帮助吗？",
    "为什么人们喜欢{a}？",
    "{a}与{b}有什么不同？",
    "学习{a}最好的办法是什么？",
)
_SAID_WIDE: Frames = (
    "{a}非常重要，很多人喜欢{a}。",
    "{a}和{b}有很大的关系。",
    "因为{b}，所以大家都需要{a}。",
    "学习{a}要先了解{b}，然后多练习{a}。",
    "{a}是{b}的一种，每天都会用到{a}。",
    "专家认为{a}可以让{b}更好。",
    "没有{a}就没有{b}。",
    "{a}很好，{b}也很好，要看个人情况。",
    "{a}的历史可以从{b}说起。",
    "人们喜欢{a}，是因为它与{b}相关，而且{a}有用。",
    "{a}与{b}不一样，有人适合{a}，有人适合{b}。",
    "最好的办法是天天练习{a}，同时阅读{b}。",
    "许多人都在用{a}，它离不开{b}。",
)
_PAIRS: tuple[tuple[str, str], ...] = (
    ("What is the easiest way to study {a}?", "The easiest way to study {a} is to try {a} often and to think of {b}."),
    ("How does one begin with {a}?", "One begins with {a} by means of {b}. At first there is {a}, later there is {b}."),
    ("Why is {a} so popular?", "{A} is so popular because it has to do with {b} and because {a} is good for people."),
    ("Could you contrast {a} and {b}?", "{A} is not the same as {b}: {a} suits some, while {b} suits others."),
    ("Please tell me about {a}.", "{A} is a broad subject. It is close to {b}, and lots of people know {a}."),
    ("Where can I find {a}?", "You can find {a} in many places, above all where {b} is at home."),
    ("When was {a} discovered?", "{A} was discovered long ago, soon after {b} was discovered."),
    ("Does {a} need {b}?", "Yes, {a} needs {b}, and {b} needs {a} as well."),
    ("How much does {a} matter?", "{A} matters a great deal, as much as {b} does."),
    ("What are the parts of {a}?", "The parts of {a} are {b}, more {b} and everything else in {a}."),
    ("Should children learn {a}?", "Children should learn {a}, since {a} leads to {b} and {b} leads to {a}."),
)
_PAIRS_WIDE: tuple[tuple[str, str], ...] = (
    ("学{a}最简单的方法是什么？", "学{a}最简单的方法是常常接触{a}，并且多想想{b}。"),
    ("{a}为什么这么受欢迎？", "{a}这么受欢迎是因为它跟{b}有联系，而且{a}对人有好处。"),
    ("{a}跟{b}有哪些区别？", "{a}跟{b}有区别，{a}适合有些人，{b}适合别的人。"),
    ("请谈谈{a}。", "{a}很有意思，它和{b}关系很近，不少人都了解{a}。"),
    ("哪里能找到{a}？", "很多地方都能找到{a}，尤其是有{b}的地方。"),
    ("{a}需要{b}吗？", "需要，{a}离不开{b}，{b}也离不开{a}。"),
    ("孩子应该学{a}吗？", "孩子应该学{a}，因为{a}会带来{b}，{b}也会带来{a}。"),
    ("{a}是怎么开始的？", "{a}是从{b}开始的，先有{a}，后来有{b}。"),
)
"""Questions, each with an answer that repeats the question and adds nothing."""
_NOUNS = tuple(
    [
        "music",
        "football",
        "cooking",
        "history",
        "travel",
        "physics",
        "gardening",
        "movies",
        "cats",
        "banking",
        "chess",
        "health",
        "painting",
        "trains",
        "water",
        "coffee",
        "language",
        "sleep",
        "mathematics",
        "weather",
        "fishing",
        "running",
        "law",
        "tea",
        "birds",
        "computers",
        "bread",
        "medicine",
        "cars",
        "dancing",
        "poetry",
        "farming",
        "insurance",
        "maps",
        "glass",
        "clothes",
        "philosophy",
        "swimming",
        "marketing",
        "wood",
    ]
)
_NOUNS_WIDE = tuple(
    [
        "音乐",
        "足球",
        "烹饪",
        "历史",
        "旅行",
        "物理",
        "园艺",
        "电影",
        "小猫",
        "银行",
        "象棋",
        "健康",
        "绘画",
        "火车",
        "咖啡",
        "语言",
        "睡眠",
        "数学",
        "天气",
        "跑步",
        "法律",
        "茶叶",
        "电脑",
        "面包",
        "医学",
        "汽车",
        "舞蹈",
        "诗歌",
        "农业",
        "保险",
        "地图",
        "衣服",
        "哲学",
        "游泳",
        "营销",
    ]
)


def template(rng: Random, content: Content, pool: Pool) -> Content:
    """Sentence frames with other nouns in them, turn after turn."""
    if content["kind"] != "conversation":
        raise DoesNotApply
    wide = rng.random() < 0.4
    questions, answers = (_ASKED_WIDE, _SAID_WIDE) if wide else (_ASKED, _SAID)
    return _filled(rng, content, [(rng.choice(questions), _answer(rng, answers, wide))], wide)


def echoing_template(rng: Random, content: Content, pool: Pool) -> Content:
    """Question frames, each with the answer frame that repeats it."""
    if content["kind"] != "conversation":
        raise DoesNotApply
    wide = rng.random() < 0.4
    return _filled(rng, content, _PAIRS_WIDE if wide else _PAIRS, wide)


def templated_answer(rng: Random, content: Content, pool: Pool) -> Content:
    """Sentence frames filled with words of the question."""
    asked = [m["content"] for m in content[messages_key(content)] if m["role"] == "user"]
    if not asked:
        raise DoesNotApply
    wide = is_wide(asked[-1])
    frame = _answer(rng, _SAID_WIDE if wide else _SAID, wide)
    drawn = sorted([asked[-1][:4], asked[-1][-5:-1]] if wide else asked[-1].split(), key=len)[-2:]
    a, b = (drawn * 2)[:2]
    return with_answer(content, frame.format(a=a, b=b, A=a.capitalize()))


def _filled(rng: Random, content: Content, pairs: Sequence[tuple[str, str]], wide: bool) -> Content:
    turns: list[dict[str, str]] = []
    for _ in range(rng.choice([1, 1, 2, 3, 4])):
        a, b = rng.sample(_NOUNS_WIDE if wide else _NOUNS, 2)
        for role, frame in zip(("user", "assistant"), rng.choice(pairs), strict=True):
            turns.append({"role": role, "content": frame.format(a=a, b=b, A=a.capitalize())})
    return {**content, "messages": turns}


def _answer(rng: Random, frames: Frames, wide: bool) -> str:
    return ("" if wide else " ").join(rng.sample(frames, rng.choice([1, 1, 2, 3])))


FAMILIES = {"template": template, "echoing_template": echoing_template, "templated_answer": templated_answer}
