"""An actor that performs the exercises and their faults, so that every clip's label is known before a rule reads it."""
