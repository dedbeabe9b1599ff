"""How far two words are apart."""


def is_near(word: str, other: str, most: int) -> bool:
    """Whether at most so many letters are another, missing, too many or changed over with their neighbour.

    No letter is changed twice (optimal string alignment), which is how the engines count too.
    """
    if abs(len(word) - len(other)) > most:
        return False
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, char in enumerate(word, 1):
        now = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (char != wanted))
            if row > 1 and column > 1 and char == other[column - 2] and word[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return False
        before, last = last, now
    return last[-1] <= most
