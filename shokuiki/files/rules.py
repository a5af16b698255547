"""Who may do what with an attachment: what its noun says."""

import rules

from shokuiki.files.registry import holder_of


@rules.predicate
def sees_noun(user, attachment):
    return holder_of(attachment.noun).see(user, attachment.noun)


@rules.predicate
def has_been_shown(user, attachment):
    """The noun may keep a file from this person."""
    return attachment.pk not in holder_of(attachment.noun).hides(user, attachment.noun, [attachment])


@rules.predicate
def changes_noun(user, attachment):
    return holder_of(attachment.noun).change(user, attachment.noun)


@rules.predicate
def is_the_scanner(user, attachment):
    """No person."""
    return user is None


rules.add_perm("files.attachment.read", sees_noun & has_been_shown)
rules.add_perm("files.attachment.create", changes_noun & sees_noun)
rules.add_perm("files.attachment.remove", changes_noun & sees_noun)
for verb in ("pass_scan", "fail_scan"):
    rules.add_perm(f"files.attachment.{verb}", is_the_scanner)
