//! One hand-over of one job, word for word: what to write, how long to listen, what to commit before.
//!
//! A [`Talk`] says what it wants next ([`Talk::next`]), somebody with a wire does it and tells it what
//! came of it ([`Talk::heard`]). It knows no wire, no file and no clock, so every order of events can be
//! played to it, and the order that matters most, `sending` in the file *before* the first byte, stands
//! here as two lines of one function.
//!
//! The order: ask whether the printer is ready (three questions that are not the job's bytes) → end what
//! a cut-off job left behind → commit `sending` → write → finish → commit `sent` → wait for the proof this
//! kind of printer can give → commit what is known.
//!
//! Time is what its doer says passed. A printer that says why it stands still (no paper, cover open) is
//! waited for beyond its time: the job is called unknown then, so that a person sees it, but its bytes
//! go on as soon as there is paper, and its confirmation counts.

use std::collections::VecDeque;
use std::time::Duration;

use escpos_driver::Why as Wire;
use escpos_driver::{Answer, Broken, Condition, Confirmation, Outcome, Profile, Question, StatusDecoder};

use super::{State, Why};

/// How long one wait lasts, so that whoever waits can look around in between.
pub const SLICE: Duration = Duration::from_millis(250);
/// How long a printer has to say that it is ready. One that says nothing is tried all the same.
const READY: Duration = Duration::from_secs(3);
/// How often a printer that does not answer is asked what is wrong.
const ASK_AGAIN: Duration = Duration::from_secs(2);
/// Bytes handed over at once.
const CHUNK: usize = 4096;
/// What is asked before the first byte and while a confirmation is waited for.
const HOW_IS_IT: [Question; 3] = [Question::Offline, Question::Error, Question::Paper];
/// The fence of no job: what was before it is done with.
const NOBODYS: [u8; 4] = *b"    ";

/// What a talk wants done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Do<'a> {
    /// Hand these bytes over, within this time.
    Write(&'a [u8], Duration),
    /// Listen this long.
    Read(Duration),
    /// End the job on the wire.
    Finish(Duration),
    /// Commit this to the shop file, and go on only then.
    Note(State, Option<Why>),
    /// Nothing: it is over.
    Over,
}

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub enum Heard<'a> {
    /// It was done.
    Done,
    /// The wire broke, or took too long.
    Broken(&'a Broken),
    /// The printer said this, or nothing.
    Said(&'a [u8]),
    /// The job was ended.
    Finished(Outcome),
    /// The row could not be noted so: somebody else decided about the job meanwhile.
    Gone,
}

/// How a talk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// What is known is noted, and the wire is good for the next job.
    Settled,
    /// Nothing was handed over; the job waits, because of this.
    NotBegun(Why),
    /// The wire broke in the middle: the next job must not follow unprepared.
    CutOff,
    /// The job was somebody else's to decide, before its first byte.
    Gone,
}

/// What is heard on one connection: answers and what they are about.
#[derive(Debug, Default)]
pub struct Ear {
    decoder: StatusDecoder,
    /// Hand-overs whose answer in the order of the data is still to come.
    in_order: VecDeque<[u8; 4]>,
}

/// One thing heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// The hand-over with these letters is on paper.
    Printed([u8; 4]),
    /// An answer in the order of the data, by a printer that has trouble.
    Reached([u8; 4], Condition),
    /// How it is.
    Status(Condition),
    /// It forgot what it had not printed.
    Cleared,
}

impl Ear {
    /// Bytes as they arrived.
    pub fn hear(&mut self, bytes: &[u8]) -> Vec<Word> {
        let answers = self.decoder.take(bytes);
        answers.into_iter().filter_map(|answer| self.word(answer)).collect()
    }

    fn word(&mut self, answer: Answer) -> Option<Word> {
        match answer {
            Answer::Printed(fence) => Some(Word::Printed(fence)),
            Answer::Cleared => Some(Word::Cleared),
            Answer::Automatic(now) => Some(Word::Status(now)),
            Answer::Status(Question::PaperInOrder, now) => {
                let fence = self.in_order.pop_front()?;
                Some(if now.paper_out { Word::Reached(fence, now) } else { Word::Printed(fence) })
            }
            Answer::Status(_, now) => Some(Word::Status(now)),
            _ => None,
        }
    }

    fn asked(&mut self, questions: &[Question]) {
        questions.iter().for_each(|question| self.decoder.asked(*question));
    }
}

/// What is wrong, for a person, if anything is.
fn trouble(now: &Condition) -> Option<Why> {
    match now {
        now if now.paper_out => Some(Why::PaperOut),
        now if now.cover_open => Some(Why::CoverOpen),
        now if now.cutter => Some(Why::Cutter),
        now if !now.is_well() => Some(Why::Trouble),
        _ => None,
    }
}

fn bytes_of(questions: &[Question]) -> Vec<u8> {
    questions.iter().flat_map(|question| question.bytes()).collect()
}

/// Answers to [`HOW_IS_IT`] as they come in.
#[derive(Debug, Default)]
struct Health {
    came: usize,
    worst: Option<Why>,
}

impl Health {
    /// One more answer; all of them together, when they are there.
    fn one(&mut self, now: &Condition) -> Option<Option<Why>> {
        self.came += 1;
        self.worst = self.worst.or(trouble(now));
        if self.came < HOW_IS_IT.len() {
            return None;
        }
        Some(std::mem::take(self).worst)
    }
}

/// A job being handed over. See the [module](self).
#[derive(Debug)]
pub struct Talk {
    profile: Profile,
    fence: [u8; 4],
    bytes: Vec<u8>,
    /// Bytes of the job that were handed over.
    at: usize,
    /// Bytes beside the job (questions, the way out), and how far they are.
    side: Vec<u8>,
    side_at: usize,
    /// They stay here until the job is finished.
    holds_back: bool,
    patience: Duration,
    waited: Duration,
    since_asked: Duration,
    ear: Ear,
    health: Health,
    trouble: Option<Why>,
    late: Vec<[u8; 4]>,
    overdue: bool,
    way_out: bool,
    phase: Phase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Asks whether it is ready, and listens for the answers.
    Ask,
    Answers,
    /// Ends what a cut-off job left behind.
    WayOut,
    /// The state `sending` is to be committed.
    Begin,
    Write,
    Finish,
    /// Something is to be committed, and then this.
    Note(State, Option<Why>, After),
    Await,
    AskAgain,
    Over(End),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Write,
    Await,
    Over(End),
}

impl Talk {
    /// A job of these bytes, which feed so many rows of paper, by this kind of printer. `fence` names the
    /// hand-over; `way_out`: the job before may have been cut off.
    #[must_use]
    pub fn new(
        profile: &Profile,
        slip: Vec<u8>,
        rows: u32,
        fence: [u8; 4],
        ear: Ear,
        holds_back: bool,
        way_out: bool,
    ) -> Self {
        // A service takes a job whole: the way out of the one before goes with it.
        let mut bytes = if way_out && holds_back { profile.way_out() } else { Vec::new() };
        bytes.extend(slip);
        let patience = profile.patience(bytes.len(), rows);
        if !holds_back {
            match profile.confirms() {
                Confirmation::Printed if profile.may_ask(Question::Fence(fence)) => {
                    bytes.extend(Question::Fence(fence).bytes());
                }
                Confirmation::InOrder if profile.may_ask(Question::PaperInOrder) => {
                    bytes.extend(Question::PaperInOrder.bytes());
                }
                _ => {}
            }
        }
        let mut talk = Self {
            profile: profile.clone(),
            fence,
            bytes,
            at: 0,
            side: Vec::new(),
            side_at: 0,
            holds_back,
            patience,
            waited: Duration::ZERO,
            since_asked: Duration::ZERO,
            ear,
            health: Health::default(),
            trouble: None,
            late: Vec::new(),
            overdue: false,
            way_out: way_out && !holds_back,
            phase: Phase::Begin,
        };
        if talk.answers() {
            talk.ask(Phase::Ask);
        } else {
            talk.ready();
        }
        talk
    }

    /// What to do next.
    #[must_use]
    pub fn next(&self) -> Do<'_> {
        let side = &self.side[self.side_at.min(self.side.len())..];
        match self.phase {
            Phase::Ask | Phase::AskAgain | Phase::WayOut => Do::Write(side, SLICE),
            Phase::Answers | Phase::Await => Do::Read(SLICE),
            Phase::Begin => Do::Note(State::Sending, None),
            Phase::Write => {
                let rest = &self.bytes[self.at.min(self.bytes.len())..];
                Do::Write(&rest[..rest.len().min(CHUNK)], SLICE)
            }
            Phase::Finish => Do::Finish(self.patience),
            Phase::Note(state, why, _) => Do::Note(state, why),
            Phase::Over(_) => Do::Over,
        }
    }

    /// Tells it what came of the last [`Talk::next`], and how long that took.
    pub fn heard(&mut self, heard: Heard<'_>, took: Duration) {
        self.waited += took;
        self.since_asked += took;
        match (self.phase, heard) {
            (_, Heard::Said(bytes)) => self.said(bytes),
            (Phase::Begin, Heard::Gone) => self.phase = Phase::Over(End::Gone),
            (Phase::Begin, _) => {
                self.waited = Duration::ZERO;
                self.phase = Phase::Write;
            }
            // What cannot be noted any more was decided by a person; what was handed over still is.
            (Phase::Note(_, _, after), _) => {
                self.phase = match after {
                    After::Write => Phase::Write,
                    After::Await => Phase::Await,
                    After::Over(end) => Phase::Over(end),
                };
            }
            (Phase::Ask | Phase::WayOut | Phase::AskAgain, Heard::Done) => self.side_done(),
            (Phase::Ask | Phase::WayOut | Phase::AskAgain, Heard::Broken(broken)) => self.side_broken(broken),
            (Phase::Write, Heard::Done) => {
                self.at += self.bytes.len().saturating_sub(self.at).min(CHUNK);
                self.waited = Duration::ZERO;
                if self.at >= self.bytes.len() {
                    self.phase = Phase::Finish;
                }
            }
            (Phase::Write, Heard::Broken(broken)) => self.write_broken(broken),
            (Phase::Finish, Heard::Finished(outcome)) => self.finished(outcome),
            (Phase::Finish, Heard::Broken(broken)) => {
                if self.holds_back {
                    self.at = broken.handed_over;
                }
                self.lost(&broken.why);
            }
            (Phase::Answers, Heard::Broken(broken)) => self.not_begun(wire_trouble(&broken.why)),
            (Phase::Await, Heard::Broken(_)) => {
                self.note(State::Unknown, Some(Why::Lost), After::Over(End::CutOff));
            }
            _ => {}
        }
    }

    /// Letters of other hand-overs that were confirmed meanwhile.
    pub fn take_late(&mut self) -> Vec<[u8; 4]> {
        std::mem::take(&mut self.late)
    }

    /// The job's time is up and was noted so; the talk goes on because the printer says what keeps it.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        self.overdue
    }

    /// What keeps the printer, as far as it says.
    #[must_use]
    pub fn kept_by(&self) -> Option<Why> {
        self.trouble
    }

    /// How it ended, once it has.
    #[must_use]
    pub fn end(&self) -> Option<End> {
        match self.phase {
            Phase::Over(end) => Some(end),
            _ => None,
        }
    }

    /// The letters of its hand-over.
    #[must_use]
    pub fn letters(&self) -> [u8; 4] {
        self.fence
    }

    /// What is heard on this connection, for the next talk on it.
    #[must_use]
    pub fn into_ear(self) -> Ear {
        self.ear
    }

    fn answers(&self) -> bool {
        !self.holds_back && HOW_IS_IT.iter().all(|question| self.profile.may_ask(*question))
    }

    fn ask(&mut self, phase: Phase) {
        (self.side, self.side_at) = (bytes_of(&HOW_IS_IT), 0);
        self.health = Health::default();
        self.since_asked = Duration::ZERO;
        self.phase = phase;
    }

    /// Nothing is known to be in the way of the first byte.
    fn ready(&mut self) {
        self.waited = Duration::ZERO;
        if std::mem::take(&mut self.way_out) {
            (self.side, self.side_at) = (self.profile.way_out(), 0);
            self.phase = Phase::WayOut;
        } else {
            self.phase = Phase::Begin;
        }
    }

    fn side_done(&mut self) {
        match self.phase {
            Phase::Ask | Phase::AskAgain => {
                self.ear.asked(&HOW_IS_IT);
                self.phase = if self.phase == Phase::Ask { Phase::Answers } else { Phase::Await };
            }
            _ => self.ready(),
        }
    }

    fn side_broken(&mut self, broken: &Broken) {
        self.side_at += broken.handed_over;
        let slow = broken.why == Wire::TooSlow;
        match self.phase {
            // Full to the brim: the answers will say why, or time will.
            Phase::AskAgain if slow => self.overdue_if_late(),
            Phase::AskAgain => self.note(State::Unknown, Some(Why::Lost), After::Over(End::CutOff)),
            _ if slow && self.waited < self.patience => {}
            _ => self.not_begun(wire_trouble(&broken.why)),
        }
    }

    fn not_begun(&mut self, why: Why) {
        self.note(State::Queued, Some(why), After::Over(End::NotBegun(why)));
    }

    fn write_broken(&mut self, broken: &Broken) {
        self.at += broken.handed_over;
        if broken.handed_over > 0 {
            // It moves, if slowly.
            self.waited = Duration::ZERO;
        }
        if broken.why != Wire::TooSlow {
            return self.lost(&broken.why);
        }
        if self.at >= self.bytes.len() {
            self.phase = Phase::Finish;
        } else if self.at == 0 && self.waited >= self.patience {
            self.not_begun(Why::Busy);
        } else {
            self.overdue_if_late();
        }
    }

    /// The wire broke with the job on it.
    fn lost(&mut self, why: &Wire) {
        // What stays here until the end was not handed over by a write.
        let handed_over = if self.holds_back && self.phase == Phase::Write { 0 } else { self.at };
        if handed_over == 0 {
            self.not_begun(wire_trouble(why));
        } else {
            self.note(State::Unknown, Some(Why::Lost), After::Over(End::CutOff));
        }
    }

    fn finished(&mut self, outcome: Outcome) {
        let over = After::Over(End::Settled);
        match outcome {
            // A service is believed as far as its profile says: some call a transaction done that printed nothing.
            Outcome::Printed if self.profile.confirms() == Confirmation::Printed => {
                self.note(State::Confirmed, Some(Why::Printer), over);
            }
            Outcome::Printed => self.note(State::Sent, Some(Why::Assumed), over),
            Outcome::NotPrinted => self.note(State::NotPrinted, Some(Why::Failed), over),
            Outcome::Taken if self.waits_for_proof() => {
                if self.profile.confirms() == Confirmation::InOrder {
                    self.ear.asked(&[Question::PaperInOrder]);
                    self.ear.in_order.push_back(self.fence);
                }
                self.waited = Duration::ZERO;
                self.note(State::Sent, None, After::Await);
            }
            Outcome::Taken => self.note(State::Sent, Some(Why::Assumed), over),
            _ => self.note(State::Unknown, Some(Why::Silent), over),
        }
    }

    fn waits_for_proof(&self) -> bool {
        !self.holds_back
            && match self.profile.confirms() {
                Confirmation::Printed => self.profile.may_ask(Question::Fence(self.fence)),
                Confirmation::InOrder => self.profile.may_ask(Question::PaperInOrder),
                _ => false,
            }
    }

    fn said(&mut self, bytes: &[u8]) {
        for word in self.ear.hear(bytes) {
            match word {
                Word::Printed(fence) if fence == self.fence => {
                    self.note(State::Confirmed, Some(Why::Printer), After::Over(End::Settled));
                }
                Word::Printed(fence) => self.late.push(fence),
                Word::Reached(_, now) => self.trouble = trouble(&now),
                Word::Status(now) => {
                    if let Some(worst) = self.health.one(&now) {
                        self.trouble = worst;
                        if self.phase == Phase::Answers {
                            match worst {
                                Some(why) => self.not_begun(why),
                                None => self.ready(),
                            }
                        }
                    }
                }
                Word::Cleared => {}
            }
        }
        match self.phase {
            // Silence is no reason not to try: the job's own rules tell what it meant.
            Phase::Answers if self.waited >= READY => self.ready(),
            Phase::Await => {
                self.overdue_if_late();
                if self.phase == Phase::Await && self.answers() && self.since_asked >= ASK_AGAIN {
                    self.ask(Phase::AskAgain);
                }
            }
            _ => {}
        }
    }

    /// Says once that the time is up. A printer that says what keeps it is waited for after that; one
    /// that says nothing is not, unless it has taken half a job.
    fn overdue_if_late(&mut self) {
        if self.waited < self.patience {
            return;
        }
        self.waited = Duration::ZERO;
        let half = self.at < self.bytes.len();
        let after = match self.trouble {
            None if !half => After::Over(End::Settled),
            _ if half => After::Write,
            _ => After::Await,
        };
        if !std::mem::replace(&mut self.overdue, true) {
            let why = self.trouble.unwrap_or(if half { Why::Busy } else { Why::Silent });
            self.note(State::Unknown, Some(why), after);
        } else if let After::Over(end) = after {
            self.phase = Phase::Over(end);
        }
    }

    fn note(&mut self, state: State, why: Option<Why>, after: After) {
        self.phase = Phase::Note(state, why, after);
    }
}

fn wire_trouble(why: &Wire) -> Why {
    match why {
        Wire::TooSlow => Why::Busy,
        Wire::TooLarge(_) => Why::Unprintable,
        _ => Why::Unreachable,
    }
}

/// Asking a printer to forget what a cut-off job left in it, which is the proof that nothing more of that
/// job will print. First it gets the time to print what it has, as an answer that is late may still come.
#[derive(Debug)]
pub struct Clearing {
    ear: Ear,
    out: Vec<u8>,
    at: usize,
    patience: Duration,
    waited: Duration,
    late: Vec<[u8; 4]>,
    phase: ClearPhase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ClearPhase {
    Fence,
    Prints,
    Clear,
    Clears,
    Over { cleared: bool, lost: bool },
}

impl Clearing {
    /// Whether a printer of this kind can be asked.
    #[must_use]
    pub fn is_known_to(profile: &Profile) -> bool {
        profile.confirms() == Confirmation::Printed
            && profile.may_ask(Question::Clear)
            && profile.may_ask(Question::Fence(NOBODYS))
    }

    /// Begins.
    #[must_use]
    pub fn new(profile: &Profile, ear: Ear) -> Self {
        Self {
            ear,
            out: Question::Fence(NOBODYS).bytes(),
            at: 0,
            patience: profile.patience(0, 0),
            waited: Duration::ZERO,
            late: Vec::new(),
            phase: ClearPhase::Fence,
        }
    }

    /// What to do next.
    #[must_use]
    pub fn next(&self) -> Do<'_> {
        match self.phase {
            ClearPhase::Fence | ClearPhase::Clear => {
                Do::Write(&self.out[self.at.min(self.out.len())..], SLICE)
            }
            ClearPhase::Prints | ClearPhase::Clears => Do::Read(SLICE),
            ClearPhase::Over { .. } => Do::Over,
        }
    }

    /// Tells it what came of that.
    pub fn heard(&mut self, heard: Heard<'_>, took: Duration) {
        self.waited += took;
        match (self.phase, heard) {
            (ClearPhase::Fence, Heard::Done) => self.phase = ClearPhase::Prints,
            (ClearPhase::Clear, Heard::Done) => self.phase = ClearPhase::Clears,
            (_, Heard::Broken(broken)) if broken.why == Wire::TooSlow => self.at += broken.handed_over,
            (_, Heard::Broken(_)) => self.phase = ClearPhase::Over { cleared: false, lost: true },
            (_, Heard::Said(bytes)) => {
                for word in self.ear.hear(bytes) {
                    match word {
                        Word::Printed(NOBODYS) if self.phase == ClearPhase::Prints => self.clear(),
                        Word::Printed(fence) => self.late.push(fence),
                        Word::Cleared if self.phase == ClearPhase::Clears => {
                            self.phase = ClearPhase::Over { cleared: true, lost: false };
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        if self.waited >= self.patience {
            match self.phase {
                ClearPhase::Fence | ClearPhase::Prints => self.clear(),
                ClearPhase::Clear | ClearPhase::Clears => {
                    self.phase = ClearPhase::Over { cleared: false, lost: false };
                }
                ClearPhase::Over { .. } => {}
            }
        }
    }

    fn clear(&mut self) {
        (self.out, self.at, self.waited) = (Question::Clear.bytes(), 0, Duration::ZERO);
        self.phase = ClearPhase::Clear;
    }

    /// Letters of hand-overs that were confirmed meanwhile.
    pub fn take_late(&mut self) -> Vec<[u8; 4]> {
        std::mem::take(&mut self.late)
    }

    /// Whether the printer said that it forgot, and whether the wire broke instead; once it is over.
    #[must_use]
    pub fn end(&self) -> Option<(bool, bool)> {
        match self.phase {
            ClearPhase::Over { cleared, lost } => Some((cleared, lost)),
            _ => None,
        }
    }

    /// What is heard on this connection.
    #[must_use]
    pub fn into_ear(self) -> Ear {
        self.ear
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(profile: &str) -> Talk {
        let profile = Profile::by_name(profile).unwrap();
        Talk::new(&profile, b"a slip\n".to_vec(), 30, *b"0001", Ear::default(), false, false)
    }

    fn broken(handed_over: usize, why: Wire) -> Broken {
        Broken { handed_over, why }
    }

    /// Plays a talk against what each wish gets, and says what was noted.
    fn play(
        talk: &mut Talk,
        mut get: impl FnMut(&Do<'_>) -> Result<Vec<u8>, Broken>,
    ) -> Vec<(State, Option<Why>)> {
        let mut noted = Vec::new();
        for _ in 0..1000 {
            let wish = talk.next();
            match wish {
                Do::Over => return noted,
                Do::Note(state, why) => {
                    noted.push((state, why));
                    talk.heard(Heard::Done, Duration::ZERO);
                }
                Do::Finish(_) => talk.heard(Heard::Finished(Outcome::Taken), Duration::ZERO),
                Do::Read(_) | Do::Write(..) => {
                    let reads = matches!(wish, Do::Read(_));
                    match get(&wish) {
                        Ok(said) if reads => {
                            let took = if said.is_empty() { SLICE } else { Duration::ZERO };
                            talk.heard(Heard::Said(&said), took);
                        }
                        Ok(_) => talk.heard(Heard::Done, Duration::ZERO),
                        Err(e) => talk.heard(Heard::Broken(&e), SLICE),
                    }
                }
            }
        }
        panic!("it never ends: {talk:?}");
    }

    const SENT: (State, Option<Why>) = (State::Sent, None);
    const SENDING: (State, Option<Why>) = (State::Sending, None);

    #[test]
    fn sending_is_committed_before_the_first_byte() {
        let mut talk = talk("generic-80");
        assert_eq!(talk.next(), Do::Note(State::Sending, None));
        talk.heard(Heard::Done, Duration::ZERO);
        assert!(matches!(talk.next(), Do::Write(b"a slip\n", _)));
    }

    #[test]
    fn a_job_that_somebody_else_took_is_not_sent() {
        let mut talk = talk("generic-80");
        talk.heard(Heard::Gone, Duration::ZERO);
        assert_eq!((talk.next(), talk.end()), (Do::Over, Some(End::Gone)));
    }

    #[test]
    fn a_printer_that_cannot_say_is_assumed_and_one_that_can_is_waited_for() {
        let noted = play(&mut talk("generic-80"), |_| Ok(Vec::new()));
        assert_eq!(noted, [SENDING, (State::Sent, Some(Why::Assumed))]);
        let mut asked = 0;
        let noted = play(&mut talk("epson-tm-t88"), |wish| {
            Ok(match wish {
                Do::Read(_) if asked == 0 => {
                    asked += 1;
                    vec![0x12, 0x12, 0x12]
                }
                Do::Read(_) => b"\x37\x220001\0".to_vec(),
                _ => Vec::new(),
            })
        });
        assert_eq!(noted, [SENDING, SENT, (State::Confirmed, Some(Why::Printer))]);
    }

    #[test]
    fn no_paper_before_the_first_byte_leaves_the_job_in_the_queue() {
        let mut talk = talk("epson-tm-t88");
        let noted = play(&mut talk, |wish| {
            Ok(if matches!(wish, Do::Read(_)) { vec![0x32, 0x12, 0x72] } else { Vec::new() })
        });
        assert_eq!(noted, [(State::Queued, Some(Why::PaperOut))]);
        assert_eq!(talk.end(), Some(End::NotBegun(Why::PaperOut)));
    }

    #[test]
    fn a_wire_that_breaks_before_a_byte_leaves_it_queued_and_after_one_unknown() {
        let lost = || Wire::Lost("gone".into());
        for (handed_over, last) in
            [(0, (State::Queued, Some(Why::Unreachable))), (1, (State::Unknown, Some(Why::Lost)))]
        {
            let mut talk = talk("generic-80");
            let noted = play(&mut talk, |_| Err(broken(handed_over, lost())));
            assert_eq!(noted, [SENDING, last]);
        }
    }

    #[test]
    fn silence_after_the_last_byte_is_unknown_and_not_sent_again() {
        let mut writes = 0;
        let noted = play(&mut talk("epson-tm-t88"), |wish| {
            if let Do::Write(bytes, _) = wish
                && bytes.starts_with(b"a slip")
            {
                writes += 1;
            }
            Ok(Vec::new())
        });
        assert_eq!(noted, [SENDING, SENT, (State::Unknown, Some(Why::Silent))]);
        assert_eq!(writes, 1);
    }

    #[test]
    fn a_printer_that_takes_nothing_in_its_time_leaves_the_job_queued() {
        let noted = play(&mut talk("generic-80"), |_| Err(broken(0, Wire::TooSlow)));
        assert_eq!(noted, [SENDING, (State::Queued, Some(Why::Busy))]);
    }

    #[test]
    fn half_a_job_goes_on_when_there_is_paper_again_and_its_late_answer_counts() {
        let mut talk = talk("epson-tm-t88");
        let mut slow = 100;
        let mut reads = 0;
        let mut taken = Vec::new();
        let noted = play(&mut talk, |wish| match wish {
            Do::Write([0x10, ..], _) => Ok(Vec::new()),
            Do::Write(bytes, _) if slow > 0 => {
                let first = usize::from(slow == 100);
                taken.extend_from_slice(&bytes[..first]);
                slow -= 1;
                Err(broken(first, Wire::TooSlow))
            }
            Do::Write(bytes, _) => {
                taken.extend_from_slice(bytes);
                Ok(Vec::new())
            }
            _ => {
                reads += 1;
                Ok(if reads == 1 { vec![0x12; 3] } else { b"\x37\x220001\0".to_vec() })
            }
        });
        assert!(talk.is_overdue());
        assert!(taken.starts_with(b"a slip\n\x1d(H"), "each byte once: {taken:?}");
        let unknown = (State::Unknown, Some(Why::Busy));
        assert_eq!(noted, [SENDING, unknown, SENT, (State::Confirmed, Some(Why::Printer))]);
    }

    #[test]
    fn another_jobs_late_answer_is_kept_for_it() {
        let mut talk = talk("epson-tm-t88");
        let mut reads = 0;
        play(&mut talk, |wish| {
            Ok(match wish {
                Do::Read(_) => {
                    reads += 1;
                    if reads == 1 {
                        b"\x37\x229999\0\x12\x12\x12".to_vec()
                    } else {
                        b"\x37\x220001\0".to_vec()
                    }
                }
                _ => Vec::new(),
            })
        });
        assert_eq!(talk.take_late(), [*b"9999"]);
    }

    #[test]
    fn what_is_held_back_is_not_handed_over_by_a_write() {
        let profile = Profile::by_name("sunmi-v2").unwrap();
        let mut talk = Talk::new(&profile, b"slip".to_vec(), 30, *b"0001", Ear::default(), true, false);
        talk.heard(Heard::Done, Duration::ZERO);
        talk.heard(Heard::Done, Duration::ZERO);
        assert!(matches!(talk.next(), Do::Finish(_)));
        talk.heard(Heard::Broken(&broken(0, Wire::Lost("no binder".into()))), Duration::ZERO);
        assert_eq!(talk.next(), Do::Note(State::Queued, Some(Why::Unreachable)));
    }

    /// Of ten thousand rounds three lost a slip that was taken for the rest of the one before it.
    #[test]
    fn a_service_gets_the_way_out_with_the_next_job() {
        let profile = Profile::by_name("sunmi-v2").unwrap();
        let mut talk = Talk::new(&profile, b"slip".to_vec(), 30, *b"0001", Ear::default(), true, true);
        let mut written = Vec::new();
        loop {
            match talk.next() {
                Do::Finish(_) => break,
                Do::Write(bytes, _) => written.extend_from_slice(bytes),
                _ => {}
            }
            talk.heard(Heard::Done, Duration::ZERO);
        }
        assert_eq!(written, [&profile.way_out(), &b"slip"[..]].concat());
    }

    #[test]
    fn a_clearing_is_a_proof_only_if_the_printer_says_so() {
        let profile = Profile::by_name("epson-tm-t88").unwrap();
        assert!(Clearing::is_known_to(&profile));
        assert!(!Clearing::is_known_to(&Profile::by_name("generic-80").unwrap()));
        for (answer, cleared) in [(&b"\x37\x25\0"[..], true), (b"", false)] {
            let mut clearing = Clearing::new(&profile, Ear::default());
            while clearing.end().is_none() {
                match clearing.next() {
                    Do::Read(_) => clearing.heard(Heard::Said(answer), SLICE),
                    _ => clearing.heard(Heard::Done, Duration::ZERO),
                }
            }
            assert_eq!(clearing.end(), Some((cleared, false)));
        }
    }
}
