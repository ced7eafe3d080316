"""Who gets which case: rules for new ones, round robin or pull, skills, room in hands. Not what is done in it."""
