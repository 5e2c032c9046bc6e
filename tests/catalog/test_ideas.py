"""Members suggest rewards; staff take or decline each once, with an answer that its author reads."""

from sqlalchemy import func, select, update

from accounts.models import Person
from catalog.models import Suggestion
from catalog.shelf import ideas
from core.database import session, transaction
from notifications.models import Notice
from tests.catalog.scene import a_reward
from tests.support.browser import Browser
from tests.support.cast import START, Cast


def in_english() -> None:
    with transaction():
        session.execute(update(Person).values(language="en"))


def an_idea(cast: Cast, words: str = "A thermal camera", key: str = "k") -> int:
    with transaction():
        return ideas.suggest(cast.karim.id, cast.merel.id, words, "Faster diagnosis", key, START)


def test_an_idea_is_handed_in_once_answered_once_and_its_author_is_told(cast: Cast, visitor: Browser) -> None:
    in_english()
    browser = visitor.as_(cast.karim)
    page = browser.get("/rewards/suggestions")
    done = browser.submit(page, "Send my idea", words="A thermal camera", why="Faster diagnosis")
    assert done.says("Being read")
    with transaction():
        camera = a_reward("camera", name_en="Thermal camera").id
    desk = visitor.as_(cast.claire)
    listed = desk.get("/staff/rewards/suggestions")
    form = desk.follow(listed, "A thermal camera")
    assert form.says("Faster diagnosis")
    desk.submit(form, "Send the answer", outcome="taken", answer="Good idea, here it is.", code="camera")
    notice = session.scalars(select(Notice)).one()
    assert notice.title == "Your idea is taken: A thermal camera"
    assert notice.body == "Good idea, here it is."
    assert notice.path == f"/rewards/{camera}"
    page = visitor.as_(cast.karim).get("/rewards/suggestions")
    assert page.says("Good idea, here it is.")
    assert page.link("See the reward") == f"/rewards/{camera}"


def test_an_answer_needs_words_and_comes_once(cast: Cast, visitor: Browser) -> None:
    in_english()
    number = an_idea(cast)
    desk = visitor.as_(cast.claire)
    path = f"/staff/rewards/suggestions/{number}/answer"
    desk.post(path, 422, outcome="declined", answer="")
    assert desk.post(path, 409, outcome="taken", answer="Yes", code="nothing").says(
        "This reward does not exist"
    )
    desk.post(path, outcome="declined", answer="Too dear for now.")
    assert desk.post(path, 409, outcome="taken", answer="Yes").says("This idea was answered already")
    assert session.scalar(select(Suggestion.state)) == "declined"
    assert session.scalar(select(func.count()).select_from(Notice)) == 1
    assert desk.get("/staff/rewards/suggestions?state=declined").says("A thermal camera")


def test_the_same_request_is_one_idea_and_ten_that_wait_are_enough(cast: Cast, visitor: Browser) -> None:
    in_english()
    assert an_idea(cast) == an_idea(cast)
    for number in range(ideas.MOST_OPEN - 1):
        an_idea(cast, key=f"k{number}")
    page = visitor.as_(cast.karim).post("/rewards/suggestions", 409, words="One more", request_id="more")
    assert page.says("10 of your ideas wait for an answer")
    assert session.scalar(select(func.count()).select_from(Suggestion)) == ideas.MOST_OPEN


def test_nobody_reads_the_ideas_of_another(cast: Cast, visitor: Browser) -> None:
    number = an_idea(cast)
    assert not visitor.as_(cast.lea).get("/rewards/suggestions").says("A thermal camera")
    for member in (cast.karim, cast.nadia, cast.hugo):
        visitor.as_(member).get("/staff/rewards/suggestions", 403)
        visitor.as_(member).get(f"/staff/rewards/suggestions/{number}", 403)
