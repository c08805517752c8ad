"""Set-up cards and test codes as pages for paper."""

from warehouse_tui.devices.cards import UNKNOWN, SetupCard, shown_code
from warehouse_tui.devices.pictures import Block, page


def draw_card(card: SetupCard) -> str:
    """Return a set-up card as SVG; a step whose code is not known is text that says so."""
    blocks = []
    for number, step in enumerate(card.steps, 1):
        code = shown_code(step.code) or UNKNOWN
        lines = [f"{number}. {step.does}: {step.name}", f"code: {code}", f"source: {step.source}"]
        if step.send:
            lines.insert(2, f"or send: {step.send}")
        blocks.append(Block(lines, step.code))
    notes = (*card.notes, f'In the station\'s file: suffix = "cr", aim = true, feedback = "{card.feedback}"')
    return page(f"Set-up card: {card.maker}", blocks, notes)


def draw_code(title: str, code: str) -> str:
    """Return one code as a page, with its text."""
    return page(title, [Block([code], code)])
