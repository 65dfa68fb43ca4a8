"""How good the tests are: of faults put into ``cdr/calls`` and ``cdr/feed``, how many they find.

``scripts/mutation`` puts them in and prints the score; ``alike.toml`` has those that change
nothing, each with the reason.
"""
