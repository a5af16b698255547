"""Who gives and takes posts, and who invites whom. 判断: the notice names the posts and not who fills them.

The 所長 decides on every post of the center; a deputy (代決) on all but the 所長's, and names no deputy. The 主任 invites
staff below their own post. A 管理者 decides on the corporation's people and on nobody else; a center invites the first
one only, for organizations are shared and every 管理者 sees what the corporation applied for elsewhere. Workplaces, 安定所 and
agencies have no 管理者: the center's 所長, 主任 and 事業担当, who work with them, do it.
"""

import rules

from shokuiki.accounts.enums import Post

WORK_WITH_OTHERS = (Post.DIRECTOR, Post.CHIEF_COUNSELOR, Post.PROGRAM_COUNSELOR)
INVITED_BY_CHIEF = (Post.EVALUATION_COUNSELOR, Post.PROGRAM_COUNSELOR, Post.CLERK, Post.DISPATCHED_PARTNER)
INVITED_BY_PROGRAM = (Post.DISPATCHED_PARTNER,)


def works_with_others(user):
    """Whether this person carries the center's work with organizations outside."""
    return bool(user.organization_ids(*WORK_WITH_OTHERS))


def posts_to_appoint(user, organization):
    """The posts this person gives and takes at a center."""
    if not organization.is_center or not user.directs(organization.pk):
        return ()
    return tuple(post for post in organization.posts if post != Post.DIRECTOR or user.heads(organization.pk))


def posts_to_invite(user, organization):
    """The posts of an organization into which this person invites."""
    if organization.is_center:
        if user.directs(organization.pk):
            return posts_to_appoint(user, organization)
        if user.holds(organization.pk, Post.CHIEF_COUNSELOR):
            return INVITED_BY_CHIEF
        return INVITED_BY_PROGRAM if user.holds(organization.pk, Post.PROGRAM_COUNSELOR) else ()
    if user.holds(organization.pk, Post.MANAGER):
        return organization.posts
    if not works_with_others(user):
        return ()
    return tuple(post for post in organization.posts if post != Post.MANAGER or not has_manager(organization))


def has_manager(organization):
    return organization.memberships.current().filter(post=Post.MANAGER).exists()


@rules.predicate
def reads_members(user, organization):
    if organization.is_center:
        return user.works_at(organization.pk)
    return user.holds(organization.pk, Post.MANAGER) or bool(user.center_ids)


@rules.predicate
def appoints(user, membership):
    """A membership without a post yet: whether the person gives any post there."""
    posts = posts_to_appoint(user, membership.organization)
    return membership.post in posts if membership.post else bool(posts)


@rules.predicate
def heads_center(user, membership):
    return user.heads(membership.organization_id)


@rules.predicate
def relieves(user, membership):
    """A deputy relieves neither themself nor any 所長 or deputy."""
    if user.heads(membership.organization_id):
        return True
    is_own = membership.user_id == user.pk
    return membership.post in posts_to_appoint(user, membership.organization) and not is_own


@rules.predicate
def dismisses(user, membership):
    organization = membership.organization
    if organization.is_center:
        return relieves(user, membership)
    if Post.MANAGER in organization.posts:
        return user.holds(organization.pk, Post.MANAGER)
    return works_with_others(user)


@rules.predicate
def is_own_outside(user, membership):
    """A post of a center is given and taken; from everywhere else one may go."""
    return membership.user_id == user.pk and not membership.organization.is_center


@rules.predicate
def invites(user, invitation):
    posts = posts_to_invite(user, invitation.organization)
    return invitation.post in posts if invitation.post else bool(posts)


@rules.predicate
def is_invited(user, invitation):
    return user.is_active and user.email.lower() == invitation.email


rules.add_perm("accounts.organization.read_members", reads_members)
rules.add_perm("accounts.membership.create", appoints)
rules.add_perm("accounts.membership.depute", heads_center)
rules.add_perm("accounts.membership.end", relieves)
rules.add_perm("accounts.membership.dismiss", dismisses)
rules.add_perm("accounts.membership.leave", is_own_outside)
for verb in ("create", "resend", "revoke"):
    rules.add_perm(f"accounts.invitation.{verb}", invites)
rules.add_perm("accounts.invitation.accept", is_invited)
