"""The rows of the gradient table by the module that registers them, and what each row must hold."""

from course_nn.symbolic import ENTRIES, LIMITS, prove


def rows_of(module):
    """The names of the rows that ``module`` registers."""
    return [name for name, entry in ENTRIES.items() if entry.make.__module__ == module.__name__]


def with_textbook(names):
    return [name for name in names if ENTRIES[name].textbook]


def check_row(table, name):
    """Derived = implemented = autodiff = finite differences, within the limits of the table."""
    (differences,) = (row[2] for row in table.rows if row[0] == name)
    for column, limit in LIMITS.items():
        assert differences[column] <= limit, f"{name}: {column} {differences[column]:.1e}"


def check_textbook(name):
    """SymPy finds every derived gradient equal to the printed one."""
    proven = prove(name)
    assert proven and all(proven.values()), proven
