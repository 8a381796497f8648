"""Decides how the visit panel is laid out: amount, ticket number, brands, what is used, what will be after this."""

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QWidget

from ui import theme, wording
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.visit_panel import BrandChip
from ui.views.fields import Field, Wrong
from ui.views.layouts import FlowLayout, column, holding, row
from ui.views.uses_part import UsesPart
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.chips import chip, tier_tone
from ui.widgets.panel import Panel
from ui.widgets.text import label

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class BrandButton(KeyButton):
    """A brand that can be ticked: a tick and another ground when it is."""

    def __init__(self, brand: BrandChip) -> None:
        super().__init__(brand.name, "", "check" if brand.ticked else "plus", primary=False, quiet=False)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_tick(brand.ticked)

    def show_tick(self, ticked: bool) -> None:
        """Ticked or not."""
        self.setChecked(ticked)
        self.set_words(self.accessibleName(), "check" if ticked else "plus")


class VisitView(Panel):
    """The panel over the card. Enter saves, Esc closes, Space ticks a brand."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__((20, 10, 20, 10), raised=True)
        self._counter, self._model = model, model.visit
        self.setAccessibleName(wording.RECORD_VISIT)
        self.heading = label("", "section")
        self.tier = chip("", "badge-check", "plain")
        self.amount = Field(wording.AMOUNT, wording.AMOUNT_EXAMPLE, big=True)
        self.ticket = Field(wording.TICKET, wording.TICKET_EXAMPLE, optional=True)
        self.brand = Field(wording.BRAND, wording.BRAND_EXAMPLE, optional=True)
        self.points = Field(wording.PAY_WITH_POINTS, wording.POINTS_EXAMPLE, optional=True)
        self.price = Field("", wording.PRICE_EXAMPLE)
        self.coupon = Field(wording.COUPON, wording.COUPON_EXAMPLE)
        self.uses = UsesPart(model)
        self.question = Wrong("clock", "warn_text", "strong")
        self.wrong, self.note = Wrong(), Wrong("info", "info", "body")
        self.after = label("", "strong", wrap=True)
        self.yes = key_button(wording.YES, "Enter", "check")
        self.no = key_button(wording.NO, "Esc", "x")
        self.save = key_button(wording.SAVE, "Enter", "check", primary=True)
        self.cancel = key_button(wording.CANCEL, "Esc", "x")
        self._brand_names: list[str] = []
        self._flow = FlowLayout()
        self._brands = holding(self._flow)
        self._completions = QStringListModel(self)
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        first = row(self.amount, self.price, self.ticket, gap=theme.SPACE[2])
        for at, share in enumerate((15, 11, 14)):
            first.setStretch(at, share)
        self._asking = holding(column(self.question, row(self.yes, self.no, None)))
        second = row(self.brand, self.points, self.coupon, gap=theme.SPACE[2])
        for at, share in enumerate((3, 2, 2)):
            second.setStretch(at, share)
        self._typing = holding(column(first, self._brands, second, self.uses, gap=theme.SPACE[1]))
        self.body.addLayout(row(self.heading, self.tier, None, gap=theme.SPACE[2]))
        for part in (self._asking, self._typing, self.wrong, self.note, self.after):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addLayout(row(self.save, self.cancel, None, self.uses.best))

    def _connect(self) -> None:
        completer = QCompleter(self._completions, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        self.brand.line.setCompleter(completer)
        self.amount.line.textEdited.connect(self._model.set_amount)
        self.ticket.line.textEdited.connect(self._model.set_ticket)
        self.brand.line.textEdited.connect(self._model.type_brand)
        self.points.line.textEdited.connect(self._model.set_points)
        self.price.line.textEdited.connect(self._model.set_price)
        self.coupon.line.textEdited.connect(self._model.set_coupon)
        self.coupon.line.installEventFilter(self)
        self.brand.line.installEventFilter(self)
        self.save.clicked.connect(self._model.enter)
        self.yes.clicked.connect(self._model.say_yes)
        for button in (self.no, self.cancel):
            button.clicked.connect(self._counter.escape)
        self._model.changed.connect(self._follow)
        self._model.completions_changed.connect(self._complete)
        self._counter.privacy.changed.connect(self._follow)

    def take_focus(self) -> None:
        """The amount first."""
        (self.yes if self._model.asking else self.amount.line).setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the brand line adds the brand, in the coupon line the coupon; in an empty line it saves. A comma
        ends a brand too."""
        key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if key and watched is self.coupon.line and event.key() in ENTER and self.coupon.line.text().strip():  # type: ignore[attr-defined]
            self._model.add_coupon(self.coupon.line.text())
            return True
        pressed = key and watched is self.brand.line
        if pressed and (event.key() in ENTER or event.text() == ","):  # type: ignore[attr-defined]
            self._enter_brand(saves=event.key() in ENTER)  # type: ignore[attr-defined]
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus; in a line or on a brand, which Space ticks, it saves.

        A QLineEdit passes Enter on after its own signal, so this is the only place that hears it: one Enter, one save.
        """
        if event.key() not in ENTER:
            super().keyPressEvent(event)
        elif isinstance(focused := self.focusWidget(), KeyButton) and not isinstance(focused, BrandButton):
            focused.click()
        else:
            self._model.enter()

    def _enter_brand(self, *, saves: bool) -> None:
        text = self.brand.line.text()
        if text.strip():
            self._model.add_brand(text)
            self.brand.line.clear()
        elif saves:
            self._model.enter()

    def _complete(self) -> None:
        self._completions.setStringList(self._model.completions)
        line = self.brand.line
        if line.hasFocus() and self._model.completions and self._at_end():
            line.completer().complete()

    def _at_end(self) -> bool:
        line = self.brand.line
        return not line.hasSelectedText() and line.cursorPosition() == len(line.text())

    def _follow(self) -> None:
        model, card = self._model, self._model.card
        asking, answered = model.asking, model.asking is None and self._asking.isVisible()
        hidden = self._counter.hidden
        if card is not None:
            self.heading.setText(wording.visit_of(card.member.initials if hidden else card.member.short_name))
            self.tier.set(card.standing.tier.name, "badge-check", tier_tone(card.standing.tier.name))
        else:
            self.heading.setText(wording.GUEST_VISIT)
        self.tier.setVisible(card is not None)
        self.question.tell(wording.recorded_before(asking.local_time, asking.staff) if asking else None)
        self._asking.setVisible(asking is not None)
        self._typing.setVisible(asking is None)
        if answered:
            self.amount.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.amount.show_text(model.amount)
        self.amount.caption.setText(wording.amount_read(model.read, full=model.uses_something))
        self._show_price()
        self._show_points()
        self._show_coupon()
        self.ticket.show_text(model.ticket)
        if not model.typed_brand and self.brand.line.text():
            self.brand.show_text("")
        self._show_brands(model.brands)
        self.wrong.tell(model.error)
        self.note.tell(model.note)
        after = None if hidden else model.after
        self.after.setText(after or "")
        self.after.setVisible(bool(after))
        self.save.setVisible(asking is None)
        self.cancel.setVisible(asking is None)
        self.save.setEnabled(not model.saving)
        self.save.set_words(wording.SAVING if model.saving else wording.SAVE)

    def _show_price(self) -> None:
        """The field for what the goods of a chosen offer cost."""
        goods = self._model.uses.goods(self._model.card)
        self.price.setVisible(goods is not None)
        if goods is not None:
            name = wording.price_of(goods.product or goods.category or goods.brand or "")
            self.price.caption.setText(name)
            self.price.line.setAccessibleName(name)
            self.price.show_text(self._model.uses.price)

    def _show_points(self) -> None:
        """The field to pay with points, for who has some."""
        model, card = self._model, self._model.card
        can = card is not None and card.can_pay > 0
        self.points.setVisible(can)
        if card is not None and can:
            most, worth = wording.points(card.can_pay), wording.money_short(card.pay_worth)
            hidden = self._counter.hidden
            self.points.caption.setText(wording.points_to_pay(card.point_name, "" if hidden else most, worth))
            self.points.line.setAccessibleName(wording.points_to_pay(card.point_name, "", worth))
            self.points.show_text(model.uses.points)

    def _show_coupon(self) -> None:
        """The field for a coupon's code, while one is typed."""
        typed = self._model.coupon
        appears = typed is not None and self.coupon.isHidden()
        leaves = typed is None and self.coupon.line.hasFocus()
        self.coupon.setVisible(typed is not None)
        self.coupon.show_text(typed or "")
        if appears:
            self.coupon.line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif leaves:
            self.amount.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_brands(self, brands: list[BrandChip]) -> None:
        names = [brand.name for brand in brands]
        self._brands.setVisible(bool(names))
        if names != self._brand_names:
            self._brand_names = names
            self._make_buttons(brands)
        for button, brand in zip(self.brand_buttons(), brands, strict=True):
            button.show_tick(brand.ticked)

    def _make_buttons(self, brands: list[BrandChip]) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        before: QWidget = self.ticket.line
        for brand in brands:
            button = BrandButton(brand)
            button.clicked.connect(lambda _=False, name=brand.name: self._model.toggle(name))
            self._flow.addWidget(button)
            button.show()
            QWidget.setTabOrder(before, button)
            before = button
        QWidget.setTabOrder(before, self.brand.line)
        QWidget.setTabOrder(self.brand.line, self.points.line)
        QWidget.setTabOrder(self.points.line, self.coupon.line)
        self._brands.updateGeometry()

    def brand_buttons(self) -> list[BrandButton]:
        """The buttons of the brands, in order."""
        items = (self._flow.itemAt(at) for at in range(self._flow.count()))
        return [item.widget() for item in items if item is not None]  # type: ignore[misc]
