"""The curve of a run's losses: as many points as a picture can show, evenly spread over the epochs."""

import math


class Curve:
    """``epochs``, ``train`` and ``test``, lists of one length: the losses at these epochs.

    At most ``MOST`` points: where more come, those closer than a gap are dropped, and the gap at least doubles. The
    first and the last point stay.
    """

    MOST = 400

    def __init__(self, points=(), gap=0.0):
        self.epochs, self.train, self.test = ([float(p[i]) for p in points] for i in range(3))
        self.gap = float(gap)

    def __len__(self):
        return len(self.epochs)

    def points(self):
        """[(epoch, train, test), …]"""
        return list(zip(self.epochs, self.train, self.test, strict=True))

    def add(self, epoch, train, test):
        """Add a point; where the one before it is closer than the gap to the one before that, it takes its place.

        So does one at the same epoch. Without a finite training loss there is nothing to draw, and nothing is added.
        """
        if not math.isfinite(train):
            return
        epochs = self.epochs
        if epochs and (epoch == epochs[-1] or (len(epochs) > 1 and epochs[-1] - epochs[-2] < self.gap)):
            self._pop()
        self._append((epoch, train, test))
        if len(epochs) > self.MOST:
            self._thin()

    def _thin(self):
        self.gap = max(2 * self.gap, 2 * (self.epochs[-1] - self.epochs[0]) / self.MOST)
        points = self.points()
        last = points.pop()
        self.__init__(points[:1], self.gap)
        for point in points[1:]:
            if point[0] - self.epochs[-1] >= self.gap:
                self._append(point)
        self._append(last)

    def _append(self, point):
        for values, value in zip((self.epochs, self.train, self.test), point, strict=True):
            values.append(value)

    def _pop(self):
        for values in (self.epochs, self.train, self.test):
            values.pop()

    def copy(self):
        return Curve(self.points(), self.gap)
