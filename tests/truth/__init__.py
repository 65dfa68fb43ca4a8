"""How well calls are understood: a recording's rows against what really happened to its calls.

``scripts/truth ROWS TRUTH`` prints it; ``tests/cdr/calls/test_truth.py`` holds it against floors.
"""
