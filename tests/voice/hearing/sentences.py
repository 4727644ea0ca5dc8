"""What people say in a gym that is no command, commands within sentences among it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

WHO = (
    "I", "my sister", "the trainer", "your friend", "that guy", "our neighbour", "the new member", "everybody here",
    "his brother", "the lady at the desk", "my doctor", "half of the team",
)  # fmt: skip
DID = (
    "went to the gym", "bought new shoes", "missed the last class", "was late for work", "lifted more than ever",
    "wanted to try the rower", "forgot the towel at home", "had a long talk with the coach", "moved to another city",
    "watched the game on Sunday", "slept badly all week", "cooked for twelve people", "sold the old car",
    "hurt a shoulder at home", "took a break from running", "started a new job", "stopped eating bread",
    "got ready for the race", "kept the receipt", "paid for the whole year", "carried all the boxes upstairs",
)  # fmt: skip
WHEN = (
    "yesterday", "last week", "before breakfast", "after the holidays", "in the morning", "twice this month",
    "when it was raining", "on the way home", "the other day", "as far as I know", "for the first time",
    "without telling anybody", "at the end of May", "once again, I think",
)  # fmt: skip
ASKS = (
    "Did you see how heavy that was?", "How many sets do you still have?", "Is anybody using this bench?",
    "What time does the sauna close today?", "Could you hand me the small plates, please?",
    "Where did you leave the water bottle?", "Do you think it is going to rain tonight?",
    "Who put the rope up there?", "Have you ever tried the class on Thursday?", "Which way to the lockers?",
    "Are you done with that bar?", "Is this your towel?", "What did you have for lunch?", "Can I work in with you?",
    "Does your knee still hurt?", "Are you ready for tomorrow?", "What is next to the window?", "May I?", "Really?",
    "How are you?", "Who is next in line?", "Is it not nice?", "Do you need a spot?", "How much is on there?",
)  # fmt: skip
REMARKS = (
    "Good morning.", "See you later.", "Nice one.", "No way.", "That was close.", "Thank you.", "You are welcome.",
    "Not today.", "I think so.", "It is hot in here.", "It's nice.", "That's it.", "So far, so good.", "Oh well.",
    "Last one today.", "The next bus.", "Too heavy.", "Looking strong.", "Well done.", "Easy.", "Just a moment.",
    "On the top shelf.", "In the shop.", "It works.", "That helps.", "Let him know.", "I'm hungry.", "I already did.",
    "Once a week.", "At the gym.", "Do you know him?", "Let me in.", "Keep it.", "Take it home.",
    "Of course.", "Steady.",
)  # fmt: skip
COACHING = (
    "Chest up, and breathe out at the top.", "Push the floor away, nice and slow.", "Hips back, soft knees.",
    "Brace before you lift the bar.", "Do not round your back.", "Eyes on the floor in front of you.",
    "Drive through your heels.", "Squeeze at the top, then lower it slowly.", "A little wider with the feet.",
    "Keep the bar close to your shins.", "Both hands on the kettlebell.", "Rest for two minutes after this.",
    "Ten more seconds, stay with it.", "Almost there, everybody.", "Good, and down again with control.",
    "Remember to keep breathing.", "Stand tall and reset your grip.", "Shoulders away from your ears.",
)  # fmt: skip
SONGS = (
    "Oh baby, I will wait for you until the morning light.", "La la la, dancing all night long.",
    "Tonight we are going to shine, higher and higher.", "Hey, hey, put your hands up in the air.",
    "I want to know what you are running from.", "We are the ones who never go home.",
)  # fmt: skip
AROUND = (
    "He told me to {} and I did not know why.", "You know, {} is what she always says to us.",
    "If you {} every ten minutes, you will never finish this.", "I said {} twice, but nobody was listening.",
    "They never {} before the music is over.", "After that we {} and then go for lunch together.",
    "My coach says {} all the time.", "Why does he say {} so often?", "We had to {} because of the fire alarm.",
    "On Monday it was {} again, as always.", "Everybody who can hear me, {} when the whistle blows.",
)  # fmt: skip
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def sentence(phrases: Sequence[str], lot: np.random.Generator) -> str:
    """One of many thousand; a third of them has one of ``phrases`` in its midst."""

    def one(of: Sequence[str]) -> str:
        return of[int(lot.integers(len(of)))]

    def told() -> str:
        text = f"{one(WHO)} {one(DID)} {one(WHEN)}"
        if lot.uniform() < 0.5:
            text += f", and {one(WHO)} {one(DID)} {one(WHEN)}"
        return f"{text[0].upper()}{text[1:]}."

    def counted() -> str:
        first = int(lot.integers(len(NUMBERS)))
        text = ", ".join(NUMBERS[first : first + 1 + int(lot.integers(6))])
        return f"{text[0].upper()}{text[1:]}."

    kinds: tuple[tuple[float, Callable[[], str]], ...] = (
        (0.33, lambda: one(AROUND).format(one(phrases))),
        (0.43, lambda: one(ASKS)),
        (0.58, lambda: one(REMARKS)),
        (0.68, lambda: one(COACHING)),
        (0.75, counted),
        (0.80, lambda: one(SONGS)),
        (1.00, told),
    )
    chance = lot.uniform()
    return next(made() for below, made in kinds if chance < below)
