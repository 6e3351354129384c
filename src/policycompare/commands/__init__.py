"""Groups of commands that would crowd `policycompare.cli`: each adds its parsers and runs what they ask for."""
