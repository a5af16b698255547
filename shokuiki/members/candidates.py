"""People whom a higher room keeps a register of and who are to get an account: that room registers itself here.

An invitation names its entry in `Invitation.source` as "name:pk"; who accepts is handed back to the register.
"""

from dataclasses import dataclass

from shokuiki.accounts.models import Organization


@dataclass(frozen=True)
class Candidate:
    """What an invitation of a registered person starts with. back_url: the page that offered it."""

    organization: Organization
    post: str
    name: str
    kana: str
    back_url: str


class Register:
    """What a register answers. Every room that keeps one derives from this."""

    def candidate(self, user, pk):
        """The `Candidate` of this entry, or None where this user may not invite it or it has its account already."""
        raise NotImplementedError

    def accepted(self, pk, user):
        """This user has accepted the invitation of this entry; called in its transaction."""
        raise NotImplementedError


_registers = {}


def register(name, entries):
    """name: short, as it stands in the address of the page. entries: a `Register`."""
    _registers[name] = entries


def candidate(name, user, pk):
    """The candidate of an entry, or None; None too for a register nobody knows."""
    return _registers[name].candidate(user, pk) if name in _registers else None


def source_of(name, pk):
    return f"{name}:{pk}"


def accepted(source, user):
    """Tell the register, if the invitation came from one."""
    if source:
        name, pk = source.split(":")
        _registers[name].accepted(int(pk), user)
