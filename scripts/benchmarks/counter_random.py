"""Fovea's random numbers (engine/training/counter_random.h), so that a Python loop sees the same batches."""
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
PURPOSES = ("order", "crop", "caption", "dropout", "initial", "rounding", "split")


def _mix(x):
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & MASK
    return x ^ (x >> 31)


class CounterRandom:
    def __init__(self, purpose, *key):
        self.state = _mix(PURPOSES.index(purpose) + GOLDEN & MASK)
        for part in key:
            self.state = _mix(self.state ^ _mix(part + GOLDEN & MASK))

    def next(self):
        self.state = self.state + GOLDEN & MASK
        return _mix(self.state)

    def below(self, bound):
        limit = MASK - MASK % bound
        drawn = self.next()
        while drawn >= limit:
            drawn = self.next()
        return drawn % bound


def shuffled(count, random):
    order = list(range(count))
    for i in range(count, 1, -1):
        j = random.below(i)
        order[i - 1], order[j] = order[j], order[i - 1]
    return order
