"""The table of doors: for every address, who gets in and who is told that it is not for them. For all others it is not there.

`thing` is the key of `door_world.things` the address leads to, "" for none. How somebody stands to a thing is told in
`door_world`: their own, a colleague's, another organization's ("far"), another center's ("far"). A page that a person may
open but not at this moment counts as open: what the moment refuses is tested with the verb.
"""

from dataclasses import dataclass

from shokuiki.desk.tests.door_world import NOBODY

LEADERS = {"director", "chief"}
PROGRAM = {"counselor", "counselor who evaluated"}
EVALUATORS = {"evaluator", "counselor who evaluated"}
COUNSELORS = PROGRAM | EVALUATORS
COLLEAGUES = {"colleague", "colleague who evaluates"}
FAR_STAFF = {"far director", "far chief", "far counselor", "far evaluator", "far clerk"}
PARTNERS = {"partner", "technician"}
# At home, before doors that lead to no particular thing.
STAFF = {"director", "chief", "counselor", "evaluator", "clerk"}
OUTSIDE = {"partner", "manager", "officer", "agency"}
EVERYBODY = STAFF | OUTSIDE
NONE = frozenset()


@dataclass(frozen=True)
class Door:
    address: str
    thing: str
    lets_in: set | frozenset
    refuses: set | frozenset = NONE
    method: str = "get"


DOORS = [
    # --- desk ------------------------------------------------------------------------------------------------
    Door("desk:home", "", EVERYBODY),
    Door("desk:search", "", STAFF, OUTSIDE, "post"),
    Door("desk:access", "", {"director"}, OUTSIDE | {"chief", "counselor", "evaluator", "clerk"}),
    Door("desk:access_users", "", {"director"}, OUTSIDE | {"chief", "counselor", "evaluator", "clerk"}),
    Door("desk:ledger", "", LEADERS, OUTSIDE | {"counselor", "evaluator", "clerk"}),
    Door("desk:ledger_verify", "", LEADERS, OUTSIDE | {"counselor", "evaluator", "clerk"}, "post"),
    Door("desk:ledger_head", "", LEADERS, OUTSIDE | {"counselor", "evaluator", "clerk"}),
    # --- members ---------------------------------------------------------------------------------------------
    Door("members:organizations", "", LEADERS | {"counselor"}, OUTSIDE | {"evaluator", "clerk"}),
    Door("members:mine", "", EVERYBODY),
    Door("members:people", "center", LEADERS | COUNSELORS | COLLEAGUES | {"clerk"}, {"dispatched"}),
    Door("members:appoint", "center", {"director"}, COUNSELORS | COLLEAGUES | {"chief", "clerk", "dispatched"}),
    Door("members:depute", "center", {"director"}, COUNSELORS | COLLEAGUES | {"chief", "clerk", "dispatched"}),
    Door(
        "members:invite", "center",
        LEADERS | PROGRAM | {"colleague"},
        {"evaluator", "colleague who evaluates", "clerk", "dispatched"},
    ),
    Door(
        "members:membership_end", "membership",
        NONE,
        LEADERS | COUNSELORS | COLLEAGUES | FAR_STAFF | {"clerk", "partner", "manager"},
    ),
    Door(
        "members:membership_dismiss", "membership",
        {"manager"},
        LEADERS | COUNSELORS | COLLEAGUES | FAR_STAFF | {"clerk", "partner"},
    ),
    Door(
        "members:membership_leave", "membership",
        {"partner"},
        LEADERS | COUNSELORS | COLLEAGUES | FAR_STAFF | {"clerk", "manager"},
    ),
    Door(
        "members:invitation_resend", "invitation",
        LEADERS | PROGRAM | {"colleague", "manager"},
        {"evaluator", "colleague who evaluates", "clerk"},
    ),
    Door(
        "members:invitation_revoke", "invitation",
        LEADERS | PROGRAM | {"colleague", "manager"},
        {"evaluator", "colleague who evaluates", "clerk"},
    ),
    # --- partners --------------------------------------------------------------------------------------------
    Door("partners:applications", "", STAFF | {"manager"}, {"partner", "officer", "agency"}),
    Door("partners:application_create", "", {"manager"}, STAFF | {"partner", "officer", "agency"}),
    Door("partners:paper_create", "", {"chief", "counselor", "clerk"}, OUTSIDE | {"director", "evaluator"}),
    Door("partners:application", "application", LEADERS | COUNSELORS | COLLEAGUES | {"clerk", "manager"}),
    Door("partners:application_history", "application", LEADERS | COUNSELORS | COLLEAGUES | {"clerk", "manager"}),
    Door("partners:submission", "submission", LEADERS | COUNSELORS | COLLEAGUES | {"clerk", "manager"}),
    Door("partners:submission_compare", "submission", LEADERS | COUNSELORS | COLLEAGUES | {"clerk", "manager"}),
    Door(
        "partners:application_edit", "application and step",
        {"manager"},
        LEADERS | COUNSELORS | COLLEAGUES | {"clerk"},
    ),
    Door("partners:application_submit", "application", {"manager"}, LEADERS | COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("partners:application_withdraw", "application", {"manager"}, LEADERS | COUNSELORS | COLLEAGUES | {"clerk"}),
    Door(
        "partners:application_receive", "application",
        PROGRAM | {"chief", "colleague", "clerk"},
        {"director", "evaluator", "colleague who evaluates", "manager"},
    ),
    Door(
        "partners:application_opinion", "application",
        PROGRAM | {"chief", "colleague"},
        {"director", "evaluator", "colleague who evaluates", "clerk", "manager"},
    ),
    Door(
        "partners:application_return", "application",
        PROGRAM | {"chief", "colleague"},
        {"director", "evaluator", "colleague who evaluates", "clerk", "manager"},
    ),
    Door(
        "partners:application_ask", "application",
        PROGRAM | {"chief", "colleague"},
        {"director", "evaluator", "colleague who evaluates", "clerk", "manager"},
    ),
    Door(
        "partners:application_select", "application",
        {"director"},
        COUNSELORS | COLLEAGUES | {"chief", "clerk", "manager"},
    ),
    Door(
        "partners:application_select_confirm", "application",
        {"director"},
        COUNSELORS | COLLEAGUES | {"chief", "clerk", "manager"},
    ),
    Door("partners:selections", "", STAFF | {"manager"}, {"partner", "officer", "agency"}),
    Door("partners:selection", "selection", LEADERS | COUNSELORS | COLLEAGUES | {"clerk", "manager"}),
    Door(
        "partners:selection_suspend", "selection",
        {"director"},
        COUNSELORS | COLLEAGUES | {"chief", "clerk", "manager"},
    ),
    Door(
        "partners:selection_resume", "selection",
        {"director"},
        COUNSELORS | COLLEAGUES | {"chief", "clerk", "manager"},
    ),
    Door(
        "partners:selection_revoke", "selection",
        {"director"},
        COUNSELORS | COLLEAGUES | {"chief", "clerk", "manager"},
    ),
    Door("partners:corporations", "", STAFF | {"manager"}, {"partner", "officer", "agency"}),
    Door("partners:register", "", EVERYBODY | {NOBODY}),
    Door("partners:register_sent", "", EVERYBODY | {NOBODY}),
    Door("partners:register_details", "", EVERYBODY | {NOBODY}),
    Door(
        "partners:corporation", "corporation",
        LEADERS | COUNSELORS | COLLEAGUES | FAR_STAFF | {"clerk", "partner", "manager"},
    ),
    Door("partners:workplaces", "", STAFF, OUTSIDE),
    Door("partners:workplace_create", "", {"chief", "counselor", "evaluator"}, OUTSIDE | {"director", "clerk"}),
    Door("partners:workplace", "workplace", LEADERS | COUNSELORS | COLLEAGUES | FAR_STAFF | {"clerk", "technician"}),
    Door(
        "partners:workplace_edit", "workplace",
        COUNSELORS | COLLEAGUES | {"chief", "far chief", "far counselor", "far evaluator"},
        {"director", "clerk", "technician", "far director", "far clerk"},
    ),
    Door("partners:partners", "", STAFF, OUTSIDE),
    Door(
        "partners:partner_edit", "partner",
        COUNSELORS | COLLEAGUES | {"chief", "far chief", "far counselor", "far evaluator"},
        {"director", "clerk", "far director", "far clerk"},
    ),
    Door(
        "partners:partner_create", "corporation's organization",
        COUNSELORS | COLLEAGUES | {"chief", "far chief", "far counselor", "far evaluator"},
        PARTNERS | {"director", "clerk", "dispatched", "manager", "officer", "agency", "far director", "far clerk", "far partner", "far manager", "far officer", "far agency"},
    ),
    Door("partners:postal_address", "", EVERYBODY),
    # --- cases -----------------------------------------------------------------------------------------------
    Door("cases:list", "", STAFF, OUTSIDE),
    Door("cases:create", "", {"chief", "counselor", "evaluator"}, OUTSIDE | {"director", "clerk"}),
    Door("cases:case", "case", LEADERS | COUNSELORS | PARTNERS, COLLEAGUES | {"clerk"}),
    Door("cases:edit", "case", COUNSELORS | {"chief"}, COLLEAGUES | PARTNERS | {"director", "clerk"}),
    Door("cases:arrange", "case", PROGRAM | {"chief"}, COLLEAGUES | PARTNERS | {"director", "evaluator", "clerk"}),
    Door("cases:withdraw", "case", COUNSELORS | {"chief"}, COLLEAGUES | PARTNERS | {"director", "clerk"}),
    Door("cases:reopen", "case", COUNSELORS | COLLEAGUES | {"chief"}, PARTNERS | {"director", "clerk"}),
    Door("cases:history", "case", LEADERS | COUNSELORS, COLLEAGUES | PARTNERS | {"clerk"}),
    Door("cases:disclosures", "case", LEADERS, COUNSELORS | COLLEAGUES | PARTNERS | {"clerk"}),
    Door("cases:disclosure_create", "case", LEADERS, COUNSELORS | COLLEAGUES | PARTNERS | {"clerk"}),
    Door("cases:disclosure", "disclosure", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("cases:consents", "case", LEADERS | COUNSELORS, COLLEAGUES | PARTNERS | {"clerk"}),
    Door("cases:consent_create", "case", COUNSELORS | {"chief"}, COLLEAGUES | PARTNERS | {"director", "clerk"}),
    Door("cases:access", "case", LEADERS | COUNSELORS, COLLEAGUES | PARTNERS | {"clerk"}),
    Door("cases:emergency_begin", "case", COUNSELORS | COLLEAGUES | {"chief"}, {"director", "clerk"}),
    Door("cases:emergencies", "", {"director"}, OUTSIDE | {"chief", "counselor", "evaluator", "clerk"}),
    Door("cases:emergency", "emergency", LEADERS | COUNSELORS | {"colleague"}, {"colleague who evaluates", "clerk"}),
    Door(
        "cases:emergency_end", "emergency",
        {"colleague"},
        LEADERS | COUNSELORS | {"colleague who evaluates", "clerk"},
    ),
    Door("cases:consent", "consent", LEADERS | COUNSELORS, COLLEAGUES | {"clerk"}),
    Door("cases:consent_withdraw", "consent", COUNSELORS | {"chief"}, COLLEAGUES | {"director", "clerk"}),
    Door("cases:evaluation", "case", LEADERS | COUNSELORS, COLLEAGUES | PARTNERS | {"clerk"}),
    Door("cases:evaluation_start", "case", COUNSELORS | {"chief"}, COLLEAGUES | PARTNERS | {"director", "clerk"}),
    Door("cases:evaluation_edit", "case", EVALUATORS | {"chief"}, COLLEAGUES | {"director", "counselor", "clerk"}),
    Door("cases:evaluation_confirm", "case", EVALUATORS | {"chief"}, COLLEAGUES | {"director", "counselor", "clerk"}),
    Door(
        "cases:rehabilitation_plan_create", "case",
        PROGRAM | {"chief"},
        COLLEAGUES | PARTNERS | {"director", "evaluator", "clerk"},
    ),
    Door("cases:rehabilitation_plan", "rehabilitation plan", LEADERS | COUNSELORS, COLLEAGUES | {"clerk"}),
    Door(
        "cases:rehabilitation_plan_edit", "rehabilitation plan",
        PROGRAM | {"chief"},
        COLLEAGUES | {"director", "evaluator", "clerk"},
    ),
    Door(
        "cases:rehabilitation_plan_propose", "rehabilitation plan",
        PROGRAM | {"chief"},
        COLLEAGUES | {"director", "evaluator", "clerk"},
    ),
    Door("cases:rehabilitation_plan_amend", "rehabilitation plan", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("cases:rehabilitation_plan_append", "rehabilitation plan", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("cases:support", "case", LEADERS | COUNSELORS, COLLEAGUES | PARTNERS | {"clerk"}),
    Door("cases:prepare", "case", PROGRAM | {"chief"}, COLLEAGUES | PARTNERS | {"director", "evaluator", "clerk"}),
    Door(
        "cases:start_support", "case",
        PROGRAM | {"chief"},
        COLLEAGUES | PARTNERS | {"director", "evaluator", "clerk"},
    ),
    Door("cases:interrupt", "case", PROGRAM | {"chief"}, COLLEAGUES | PARTNERS | {"director", "evaluator", "clerk"}),
    Door("cases:resume", "case", PROGRAM | {"chief"}, COLLEAGUES | PARTNERS | {"director", "evaluator", "clerk"}),
    Door("cases:end_support", "case", LEADERS, COUNSELORS | COLLEAGUES | PARTNERS | {"clerk"}),
    Door(
        "cases:support_plan_create", "case",
        PROGRAM | {"chief"},
        COLLEAGUES | PARTNERS | {"director", "evaluator", "clerk"},
    ),
    Door("cases:support_plan", "support plan", LEADERS | COUNSELORS, COLLEAGUES | {"clerk"}),
    Door(
        "cases:support_plan_edit", "support plan",
        PROGRAM | {"chief"},
        COLLEAGUES | {"director", "evaluator", "clerk"},
    ),
    Door("cases:support_plan_approve", "support plan", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("cases:support_plan_amend", "support plan", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("cases:support_plan_append", "support plan", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    Door(
        "cases:assignment_create", "case",
        PROGRAM | {"chief"},
        COLLEAGUES | PARTNERS | {"director", "evaluator", "clerk"},
    ),
    Door("cases:assignment_end", "assignment", LEADERS | PROGRAM, COLLEAGUES | {"evaluator", "clerk"}),
    Door("cases:contracts", "", STAFF, OUTSIDE),
    Door(
        "cases:contract_create", "case",
        PROGRAM | {"chief"},
        COLLEAGUES | PARTNERS | {"director", "evaluator", "clerk"},
    ),
    Door("cases:contract", "contract", LEADERS | COUNSELORS | {"clerk"}, COLLEAGUES),
    Door("cases:contract_edit", "contract", PROGRAM | {"chief"}, COLLEAGUES | {"director", "evaluator", "clerk"}),
    Door("cases:contract_accounting", "contract", PROGRAM | {"chief"}, COLLEAGUES | {"director", "evaluator", "clerk"}),
    Door("cases:contract_conclude", "contract", {"director"}, COUNSELORS | COLLEAGUES | {"chief", "clerk"}),
    Door("cases:contract_terminate", "contract", {"director"}, COUNSELORS | COLLEAGUES | {"chief", "clerk"}),
    Door("cases:all_logs", "", STAFF | {"partner"}, {"manager", "officer", "agency"}),
    Door("cases:logs", "case", LEADERS | COUNSELORS, COLLEAGUES | PARTNERS | {"clerk"}),
    Door("cases:log_create", "case", PARTNERS, LEADERS | COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("cases:log_create_for", "case and assignment", NONE),
    Door("cases:log", "log", LEADERS | COUNSELORS | {"partner"}, COLLEAGUES | {"clerk"}),
    Door("cases:log_edit", "log", {"partner"}, LEADERS | COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("cases:log_submit", "log", {"partner"}, LEADERS | COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("cases:log_confirm", "log", PROGRAM | {"chief"}, COLLEAGUES | {"director", "evaluator", "clerk", "partner"}),
    Door("cases:log_return", "log", PROGRAM | {"chief"}, COLLEAGUES | {"director", "evaluator", "clerk", "partner"}),
    Door("cases:log_amend", "log", PROGRAM | {"chief"}, COLLEAGUES | {"director", "evaluator", "clerk", "partner"}),
    Door("cases:log_append", "log", PROGRAM | {"chief"}, COLLEAGUES | {"director", "evaluator", "clerk", "partner"}),
    Door("cases:follow_ups", "", STAFF, OUTSIDE),
    Door("cases:follow_up", "case", LEADERS | COUNSELORS, COLLEAGUES | PARTNERS | {"clerk"}),
    Door(
        "cases:follow_up_record", "case",
        PROGRAM | {"chief"},
        COLLEAGUES | PARTNERS | {"director", "evaluator", "clerk"},
    ),
    Door(
        "cases:employment_create", "case",
        PROGRAM | {"chief"},
        COLLEAGUES | PARTNERS | {"director", "evaluator", "clerk"},
    ),
    Door("cases:close", "case", LEADERS, COUNSELORS | COLLEAGUES | PARTNERS | {"clerk"}),
    Door("cases:erasures", "", LEADERS, OUTSIDE | {"counselor", "evaluator", "clerk"}),
    Door("cases:erasure_create", "", LEADERS, OUTSIDE | {"counselor", "evaluator", "clerk"}),
    Door("cases:erasure", "erasure", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("cases:erasure_approve", "erasure", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("cases:erasure_approve_finally", "erasure", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("cases:erasure_cancel", "erasure", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    # --- meetings --------------------------------------------------------------------------------------------
    Door("meetings:list", "", EVERYBODY),
    Door("meetings:create", "", LEADERS | {"counselor", "evaluator"}, OUTSIDE | {"clerk"}),
    Door("meetings:meeting", "meeting", LEADERS | COUNSELORS | COLLEAGUES | PARTNERS | {"clerk", "officer", "agency"}),
    Door("meetings:edit", "meeting", LEADERS | COUNSELORS | COLLEAGUES, {"clerk"}),
    Door("meetings:cancel", "meeting", LEADERS | COUNSELORS | COLLEAGUES, {"clerk"}),
    Door("meetings:hold", "meeting", LEADERS | COUNSELORS, COLLEAGUES | {"clerk"}),
    Door("meetings:record", "meeting", LEADERS | COUNSELORS, COLLEAGUES | {"clerk"}),
    Door("meetings:conclude", "internal meeting and item", LEADERS | COUNSELORS, COLLEAGUES | {"clerk"}),
    Door("meetings:confirm", "meeting", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("meetings:amend", "meeting", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("meetings:append", "meeting", LEADERS, COUNSELORS | COLLEAGUES | {"clerk"}),
    Door("meetings:history", "meeting", LEADERS | COUNSELORS, COLLEAGUES | {"clerk"}),
    Door("meetings:case_meetings", "case", LEADERS | COUNSELORS, COLLEAGUES | PARTNERS | {"clerk"}),
    Door("meetings:target_selections", "", STAFF, OUTSIDE),
    Door("meetings:target_selection", "request", LEADERS | COUNSELORS, COLLEAGUES | {"clerk"}),
    Door("meetings:selection_decide_confirm", "request", {"director"}, COUNSELORS | COLLEAGUES | {"chief", "clerk"}),
    Door("meetings:selection_cancel", "request", PROGRAM | {"chief"}, COLLEAGUES | {"director", "evaluator", "clerk"}),
    Door(
        "meetings:selection_request", "waiting case",
        PROGRAM | {"chief"},
        COLLEAGUES | {"director", "evaluator", "clerk"},
    ),
    # --- files -----------------------------------------------------------------------------------------------
    Door("files:attachment", "consent's file", LEADERS | COUNSELORS, COLLEAGUES | {"clerk"}),
    Door("files:attachment_remove", "consent's file", COUNSELORS | {"chief"}, COLLEAGUES | {"director", "clerk"}),
    Door("files:attachment_create", "consents and consent", COUNSELORS | {"chief"}, COLLEAGUES | {"director", "clerk"}),
    # --- signing in ------------------------------------------------------------------------------------------
    Door("account_login", "", EVERYBODY | {NOBODY}),
    Door("mfa_login_webauthn", "", EVERYBODY),
    Door("mfa_authenticate", "", EVERYBODY),
    Door("account_inactive", "", EVERYBODY | {NOBODY}),
    Door("account_signup", "", EVERYBODY | {NOBODY}),
    Door("account_alive", "", EVERYBODY | {NOBODY}),
    Door("account_back", "", EVERYBODY),
    Door("account_reauthenticate", "", EVERYBODY),
    Door("mfa_reauthenticate", "", EVERYBODY),
    Door("mfa_reauthenticate_webauthn", "", EVERYBODY),
    Door("account_change_password", "", EVERYBODY),
    Door("account_set_password", "", EVERYBODY),
    Door("account_reset_password", "", EVERYBODY | {NOBODY}),
    Door("account_reset_password_done", "", EVERYBODY | {NOBODY}),
    Door("account_reset_password_from_key_done", "", EVERYBODY | {NOBODY}),
    Door("mfa_index", "", EVERYBODY),
    Door("mfa_activate_totp", "", EVERYBODY),
    Door("mfa_deactivate_totp", "", NONE),
    Door("mfa_add_webauthn", "", EVERYBODY),
    Door("mfa_view_recovery_codes", "", NONE),
    Door("mfa_generate_recovery_codes", "", EVERYBODY),
    Door("usersessions_list", "", EVERYBODY),
    Door("usersessions_end_others", "", EVERYBODY),
]
# What these answer hangs on a key in the address or on a device; their own tests open them.
ELSEWHERE = {
    "desk:access_entry",  # an entry of the log
    "desk:printed",  # the key of a page just shown
    "partners:register_link",  # the key in a mail
    "members:open_invitation",  # the key in a mail
    "members:invitation",  # the key of the link opened before
    "members:invite_candidate",  # a partner without an account
    "account_reset_password_from_key",  # the key in a mail
    "mfa_edit_webauthn",  # a passkey of one's own
    "mfa_remove_webauthn",  # a passkey of one's own
    "usersessions_end",  # a session of one's own
    "account_logout",  # signs out
}
