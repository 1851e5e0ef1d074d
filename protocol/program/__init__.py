"""The program `kula`: commands, settings and keys that all roles share.

main       runs the commands that the packages registered, and turns expected errors into exit code 1
commands/  `kula chain`, `kula keys`, `kula ipfs`, `kula config`
console    how commands print
settings   flag > environment > TOML file > default
keys       encrypted keystores
edge       the outer edge of loops: a step that fails waits, and the others go on

Imports the rest of `protocol`. Only the programs' own commands, settings and loops import it.
"""
