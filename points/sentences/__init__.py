"""What rules and movements say, in the reader's language.

A rule is said by `rule` (in parts: lines, periods, events, scope), with worked examples; kinds name it,
next_steps says what is missing. A movement is said by movements. All are made of phrases and of words,
the names that they need, read once.
"""
