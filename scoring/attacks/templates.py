"""Attacks by template: sentence frames with slots, filled with other nouns time after time, true of anything and useful to nobody."""

from scoring.attacks.places import Content, DoesNotApply, Pool, Random, is_wide, messages_key, with_answer

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
    asked, said, nouns = (_ASKED_WIDE, _SAID_WIDE, _NOUNS_WIDE) if wide else (_ASKED, _SAID, _NOUNS)
    frames = rng.choice(asked), _answer(rng, said, wide)
    turns: list[dict[str, str]] = []
    for _ in range(rng.choice([1, 1, 2, 3, 4])):
        a, b = rng.sample(nouns, 2)
        for role, frame in zip(("user", "assistant"), frames, strict=True):
            turns.append({"role": role, "content": frame.format(a=a, b=b, A=a.capitalize())})
    return {**content, "messages": turns}


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


def _answer(rng: Random, said: Frames, wide: bool) -> str:
    return ("" if wide else " ").join(rng.sample(said, rng.choice([1, 1, 2, 3])))


FAMILIES = {"template": template, "templated_answer": templated_answer}
