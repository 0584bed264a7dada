"""Message rules: what agents must not write, kept by the owner; try a text; the scripts that break a rule."""

from core.base.changes import Topic
from core.catalog.queries.message_rules import list_rules
from core.ui import message_rule_parts as parts
from core.ui.load import load
from core.ui.message_parts import scripts_checked, scripts_part, try_box
from core.ui.session import asked_now, guard
from core.ui.show import page_header, section
from core.ui.words import t

guard("message_rules")
page_header("message_rules")
now = asked_now()

section(t("Try a text"), t("As agents see it: the words found, why, and what to say instead."))
try_box(now, key="rules:try")

section(t("Scripts to correct"))
scripts_part(scripts_checked(now), key="rules")

section(t("The rules"), t("A rule that is switched off finds nothing any more, for everybody."))
parts.own_rule_form()
parts.rules_part(load(list_rules, topics=(Topic.CATALOG,), scope="role"))
