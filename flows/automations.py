"""What the Prefect server does when a run dies without a word: automations, made once."""

from __future__ import annotations

from datetime import timedelta

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

# Three heartbeats of 30 seconds (PREFECT_FLOWS_HEARTBEAT_FREQUENCY) without one.
SILENCE = timedelta(seconds=90)
# A process that has not begun by then never will.
START = timedelta(minutes=5)
ENDED = {f"prefect.flow-run.{name}" for name in ("Completed", "Failed", "Cancelled", "Crashed")}


def _watch(
    name: str, message: str, *, after: str, expect: str, within: timedelta
) -> AutomationCore:
    return AutomationCore(
        name=name,
        description=message,
        trigger=EventTrigger(
            match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
            for_each={"prefect.resource.id"},
            after={f"prefect.flow-run.{after}"},
            expect={f"prefect.flow-run.{expect}", *ENDED},
            posture=Posture.Proactive,
            threshold=1,
            within=within,
        ),
        actions=[
            ChangeFlowRunState(name=None, state=StateType.CRASHED, message=message, force=False)
        ],
    )


AUTOMATIONS = (
    _watch(
        "khabar: crashed runs",
        "The run sent no heartbeat for 90 seconds: its process is gone.",
        after="heartbeat",
        expect="heartbeat",
        within=SILENCE,
    ),
    _watch(
        "khabar: runs that never began",
        "The run was pending for five minutes: its process never began.",
        after="Pending",
        expect="Running",
        within=START,
    ),
)


async def ensure_automations() -> None:
    """Create the automations that the server does not have yet."""
    async with get_client() as client:
        for automation in AUTOMATIONS:
            if not await client.read_automations_by_name(automation.name):
                await client.create_automation(automation)
