"""Rows of Python as a virtual table of apsw: no condition and no order is taken over."""


class RowsTable:
    def __init__(self, rows):
        self.rows = rows

    def BestIndex(self, constraints, orders):
        return None

    def Open(self):
        return RowsCursor(self.rows)

    def Disconnect(self):
        pass

    Destroy = Disconnect


class RowsCursor:
    def __init__(self, rows):
        self.rows = rows
        self.at = 0

    def Filter(self, number, text, arguments):
        self.at = 0

    def Eof(self):
        return self.at >= len(self.rows)

    def Rowid(self):
        return self.at + 1

    def Column(self, number):
        return self.at + 1 if number < 0 else self.rows[self.at][number]

    def Next(self):
        self.at += 1

    def Close(self):
        pass
