//! What a printer says, out of one stream of bytes.
//!
//! Answers to four kinds of question and things said unasked arrive on one wire, in one another's middle. They are told
//! apart by bits that never change (the table is Epson's): a byte with bit 4 clear belongs to a question asked in the
//! order of the data or to the rest of an automatic status; `0xx1xx10` answers a real-time question, `0xx1xx00` begins an
//! automatic status, 11 and 13 stop and start the sender, 37, 3D and 5F begin a block that ends with 00.
//!
//! Always:
//! - every byte is one thing; one that cannot be anything is [`Answer::Noise`], and the next byte is read afresh;
//! - nothing is waited for: bytes go in, what is whole comes out, and an unfinished block of more than
//!   [`LONGEST_BLOCK`] bytes is noise;
//! - an answer nobody asked for is never taken for the answer to a later question: it says so.

use std::collections::VecDeque;

/// The longest block an honest printer sends.
pub const LONGEST_BLOCK: usize = 256;
/// Questions remembered at most; a printer that answers none must not fill the memory.
const MOST_QUESTIONS: usize = 256;

/// Something to ask a printer. [`Question::bytes`] is what is sent; tell the decoder with [`StatusDecoder::asked`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Question {
    /// Whether it is online, in real time.
    Printer,
    /// Why it is offline, in real time.
    Offline,
    /// What is broken, in real time.
    Error,
    /// How much paper it has, in real time.
    Paper,
    /// How much paper it has, when it gets there: an answer says that all before was obeyed.
    PaperInOrder,
    /// Whether the drawer is open, when it gets there.
    DrawerInOrder,
    /// To say by itself whenever anything changes, beginning now.
    Automatic,
    /// To say when everything before is on paper; the four letters come back.
    Fence([u8; 4]),
    /// To forget what it has not printed, and to say when it has.
    Clear,
    /// What its letters are.
    Letters,
    /// Its model.
    Model,
}

impl Question {
    /// The bytes that ask. The letters of a fence are held to those that may be sent, 20 to 7E.
    pub fn bytes(self) -> Vec<u8> {
        match self {
            Question::Printer => vec![0x10, 4, 1],
            Question::Offline => vec![0x10, 4, 2],
            Question::Error => vec![0x10, 4, 3],
            Question::Paper => vec![0x10, 4, 4],
            Question::PaperInOrder => vec![0x1D, b'r', 1],
            Question::DrawerInOrder => vec![0x1D, b'r', 2],
            Question::Automatic => vec![0x1D, b'a', 0x0F],
            Question::Fence(id) => {
                [&[0x1D, b'(', b'H', 6, 0, 0x30, 0x30], id.map(|b| b.clamp(0x20, 0x7E)).as_slice()].concat()
            }
            Question::Clear => vec![0x10, 0x14, 8, 1, 3, 0x14, 1, 6, 2, 8],
            Question::Letters => vec![0x1D, b'I', 69],
            Question::Model => vec![0x1D, b'I', 67],
        }
    }

    fn is_real_time(self) -> bool {
        matches!(self, Question::Printer | Question::Offline | Question::Error | Question::Paper)
    }

    fn is_in_order(self) -> bool {
        matches!(self, Question::PaperInOrder | Question::DrawerInOrder)
    }
}

/// What is known to be wrong, or right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Condition {
    /// Not printing, for whatever reason.
    pub offline: bool,
    /// The cover is open.
    pub cover_open: bool,
    /// There is no paper.
    pub paper_out: bool,
    /// There is little paper.
    pub paper_low: bool,
    /// The cutter is stuck.
    pub cutter: bool,
    /// Something only a person can mend.
    pub broken: bool,
    /// Something that mends itself, as heat does.
    pub recovering: bool,
    /// The level of the drawer's switch. Which level is open depends on the drawer.
    pub drawer_high: bool,
}

impl Condition {
    /// Whether printing can go on.
    pub fn is_well(&self) -> bool {
        !(self.offline || self.cover_open || self.paper_out || self.cutter || self.broken || self.recovering)
    }
}

/// One thing a printer said.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// An answer to a question, with what it tells. Only what the question was about is set.
    Status(Question, Condition),
    /// The automatic status: everything at once.
    Automatic(Condition),
    /// What was before the fence with these letters is on paper.
    Printed([u8; 4]),
    /// What was not printed is forgotten.
    Cleared,
    /// A name, as asked for with [`Question::Letters`] or [`Question::Model`].
    Name(String),
    /// Send no more for now.
    Stop,
    /// Send again.
    Go,
    /// An answer without its question.
    Unasked(u8),
    /// Bytes that are nothing, or a block of a kind nobody asks for.
    Noise(Vec<u8>),
}

/// Takes a printer's answers apart.
///
/// ```
/// use escpos_driver::{Answer, Question, StatusDecoder};
/// let mut decoder = StatusDecoder::default();
/// decoder.asked(Question::Paper);
/// // A real-time answer arrives in the middle of an automatic status.
/// let answers = decoder.take(&[0x18, 0x00, 0x7E, 0x0C, 0x00]);
/// assert!(matches!(answers[0], Answer::Status(Question::Paper, now) if now.paper_out));
/// assert!(matches!(answers[1], Answer::Automatic(now) if now.paper_out && now.offline));
/// ```
#[derive(Debug, Default)]
pub struct StatusDecoder {
    real_time: VecDeque<Question>,
    in_order: VecDeque<Question>,
    /// The automatic status so far.
    automatic: Vec<u8>,
    block: Vec<u8>,
}

impl StatusDecoder {
    /// Remembers that a question was sent, so that its answer is known as its.
    pub fn asked(&mut self, question: Question) {
        let queue = match question {
            question if question.is_real_time() => &mut self.real_time,
            question if question.is_in_order() => &mut self.in_order,
            _ => return,
        };
        if queue.len() == MOST_QUESTIONS {
            queue.pop_front();
        }
        queue.push_back(question);
    }

    /// Forgets what was asked and what is half said: a new connection, or a printer that was switched off.
    pub fn reset(&mut self) {
        *self = StatusDecoder::default();
    }

    /// Gives up what is half said, as when nothing more came for a while. What was asked stays asked.
    pub fn give_up(&mut self) -> Option<Answer> {
        let mut half = std::mem::take(&mut self.automatic);
        half.append(&mut self.block);
        (!half.is_empty()).then_some(Answer::Noise(half))
    }

    /// Bytes as they arrived, in pieces of any size.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Answer> {
        let mut answers = Vec::new();
        for &byte in bytes {
            self.byte(byte, &mut answers);
        }
        answers
    }

    fn byte(&mut self, byte: u8, answers: &mut Vec<Answer>) {
        // Below 20 nothing is a block's own, so these come through even there.
        match byte {
            0x11 => return answers.push(Answer::Go),
            0x13 => return answers.push(Answer::Stop),
            _ => {}
        }
        if !self.block.is_empty() {
            match byte {
                0x00 => {
                    let block = std::mem::take(&mut self.block);
                    answers.push(read_block(block));
                    return;
                }
                0x20..=0x7E => {
                    self.block.push(byte);
                    if self.block.len() > LONGEST_BLOCK {
                        answers.push(Answer::Noise(std::mem::take(&mut self.block)));
                    }
                    return;
                }
                // A real-time answer between two letters of a block.
                0x12 | 0x16 | 0x1A | 0x1E => {}
                _ => {
                    answers.push(Answer::Noise(std::mem::take(&mut self.block)));
                }
            }
        }
        match byte {
            0x80.. => answers.push(Answer::Noise(vec![byte])),
            0x37 | 0x3D | 0x5F => self.block.push(byte),
            _ if byte & 0x10 == 0 => self.low(byte, answers),
            _ if byte & 0x03 == 0x02 => match self.real_time.pop_front() {
                Some(question) => answers.push(Answer::Status(question, real_time(question, byte))),
                None => answers.push(Answer::Unasked(byte)),
            },
            _ if byte & 0x03 == 0x00 => {
                if !self.automatic.is_empty() {
                    answers.push(Answer::Noise(std::mem::take(&mut self.automatic)));
                }
                self.automatic.push(byte);
            }
            _ => answers.push(Answer::Noise(vec![byte])),
        }
    }

    /// A byte with bit 4 clear: the rest of an automatic status before anything else.
    fn low(&mut self, byte: u8, answers: &mut Vec<Answer>) {
        if !self.automatic.is_empty() {
            self.automatic.push(byte);
            if let [first, second, third, _] = *self.automatic.as_slice() {
                self.automatic.clear();
                answers.push(Answer::Automatic(Condition {
                    offline: first & 8 != 0,
                    cover_open: first & 0x20 != 0,
                    drawer_high: first & 4 != 0,
                    cutter: second & 8 != 0,
                    broken: second & 0x20 != 0,
                    recovering: second & 0x40 != 0,
                    paper_low: third & 3 != 0,
                    paper_out: third & 0x0C != 0,
                }));
            }
            return;
        }
        match self.in_order.pop_front() {
            Some(question) => {
                let mut now = Condition::default();
                if question == Question::PaperInOrder {
                    (now.paper_low, now.paper_out) = (byte & 3 != 0, byte & 0x0C != 0);
                } else {
                    now.drawer_high = byte & 1 != 0;
                }
                answers.push(Answer::Status(question, now));
            }
            None => answers.push(Answer::Unasked(byte)),
        }
    }
}

fn real_time(question: Question, byte: u8) -> Condition {
    let bit = |mask: u8| byte & mask != 0;
    let none = Condition::default();
    match question {
        Question::Printer => Condition { drawer_high: bit(4), offline: bit(8), ..none },
        Question::Offline => {
            Condition { cover_open: bit(4), paper_out: bit(0x20), offline: byte & 0x6C != 0, ..none }
        }
        Question::Error => Condition { cutter: bit(8), broken: bit(0x20), recovering: bit(0x40), ..none },
        _ => Condition { paper_low: bit(0x0C), paper_out: bit(0x60), ..none },
    }
}

fn read_block(block: Vec<u8>) -> Answer {
    match *block.as_slice() {
        [0x37, 0x22, a, b, c, d] => Answer::Printed([a, b, c, d]),
        [0x37, 0x25] => Answer::Cleared,
        [0x5F, ref name @ ..] => Answer::Name(name.iter().map(|b| char::from(*b)).collect()),
        _ => Answer::Noise(block),
    }
}

#[cfg(test)]
mod tests {
    //! The tests were seen to work. With each of these planted in turn, the test named fell:
    //!
    //! | planted | test that fell |
    //! | --- | --- |
    //! | paper out read from the bits of paper low, the cover from those of paper | `every_fault_is_understood_from_each_answer_that_tells_it` |
    //! | an answer nobody asked for taken for one about paper | `an_automatic_status_is_whole_or_noise` |
    //! | half an automatic status forgotten between two reads | `any_bytes_in_any_pieces_say_the_same` |

    use super::*;
    use crate::{Emulator, Fault, Profile};
    use proptest::prelude::*;

    #[test]
    fn an_emulated_printer_is_understood() {
        let mut printer = Emulator::new(&Profile::by_name("epson-tm-t88").unwrap());
        let mut decoder = StatusDecoder::default();
        let mut ask = |printer: &mut Emulator, question: Question| {
            decoder.asked(question);
            printer.receive(&question.bytes());
            decoder.take(&printer.take_replies())
        };
        assert!(
            matches!(ask(&mut printer, Question::Automatic)[..], [Answer::Automatic(now)] if now.is_well())
        );
        assert_eq!(ask(&mut printer, Question::Fence(*b"0042")), [Answer::Printed(*b"0042")]);
        assert_eq!(ask(&mut printer, Question::Model), [Answer::Name("EPSON-TM-T88".into())]);
        printer.goes_wrong(Fault::PaperOut);
        assert!(
            matches!(ask(&mut printer, Question::PaperInOrder)[..], [Answer::Automatic(now)] if now.paper_out)
        );
        assert!(
            matches!(ask(&mut printer, Question::Paper)[..], [Answer::Status(Question::Paper, now)] if now.paper_out)
        );
        assert!(matches!(ask(&mut printer, Question::Offline)[..], [Answer::Status(_, now)] if now.offline));
        assert_eq!(ask(&mut printer, Question::Clear), [Answer::Cleared]);
    }

    #[test]
    fn every_fault_is_understood_from_each_answer_that_tells_it() {
        let well = Condition { drawer_high: true, ..Condition::default() };
        let off = Condition { offline: true, ..well };
        for (fault, told) in [
            (Fault::PaperLow, Condition { paper_low: true, ..well }),
            (Fault::PaperOut, Condition { paper_low: true, paper_out: true, ..off }),
            (Fault::CoverOpen, Condition { cover_open: true, ..off }),
            (Fault::CutterJam, Condition { cutter: true, ..off }),
            (Fault::Overheated, Condition { recovering: true, ..off }),
        ] {
            let mut printer = Emulator::new(&Profile::by_name("epson-tm-t88").unwrap());
            let mut decoder = StatusDecoder::default();
            printer.receive(&Question::Automatic.bytes());
            assert_eq!(decoder.take(&printer.take_replies()), [Answer::Automatic(well)]);
            printer.goes_wrong(fault);
            assert_eq!(decoder.take(&printer.take_replies()), [Answer::Automatic(told)]);
            assert_eq!(told.is_well(), fault == Fault::PaperLow);
            // In real time each question tells its part; together they tell it all.
            let mut sum = Condition::default();
            for question in [Question::Printer, Question::Offline, Question::Error, Question::Paper] {
                decoder.asked(question);
                printer.receive(&question.bytes());
                let [Answer::Status(asked, now)] = decoder.take(&printer.take_replies())[..] else {
                    panic!("no answer to {question:?}");
                };
                assert_eq!(asked, question);
                sum = Condition {
                    offline: sum.offline | now.offline,
                    cover_open: sum.cover_open | now.cover_open,
                    paper_out: sum.paper_out | now.paper_out,
                    paper_low: sum.paper_low | now.paper_low,
                    cutter: sum.cutter | now.cutter,
                    broken: sum.broken | now.broken,
                    recovering: sum.recovering | now.recovering,
                    drawer_high: sum.drawer_high | now.drawer_high,
                };
            }
            assert_eq!(sum, told, "{fault:?}");
        }
    }

    #[test]
    fn an_automatic_status_is_whole_or_noise() {
        let mut decoder = StatusDecoder::default();
        assert_eq!(decoder.take(&[0x10, 0x00]), []);
        assert_eq!(decoder.take(&[0x10]), [Answer::Noise(vec![0x10, 0x00])]);
        assert_eq!(decoder.take(&[0x13, 0, 0x11, 0]), [Answer::Stop, Answer::Go]);
        assert_eq!(decoder.take(&[0]), [Answer::Automatic(Condition::default())]);
        assert_eq!(decoder.take(&[0, 0x12]), [Answer::Unasked(0), Answer::Unasked(0x12)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: crate::many("TILL_FUZZ", 2_000), ..ProptestConfig::default() })]

        #[test]
        fn any_bytes_in_any_pieces_say_the_same(bytes in prop::collection::vec(any::<u8>(), 0..600), cut in any::<prop::sample::Index>()) {
            let questions = [Question::Paper, Question::PaperInOrder, Question::Error, Question::DrawerInOrder];
            let mut one = StatusDecoder::default();
            let mut other = StatusDecoder::default();
            for question in questions {
                one.asked(question);
                other.asked(question);
            }
            let (head, tail) = bytes.split_at(cut.index(bytes.len() + 1));
            let mut pieces = other.take(head);
            pieces.extend(other.take(tail));
            let whole = one.take(&bytes);
            prop_assert!(whole.len() <= bytes.len() + 1);
            prop_assert_eq!(whole, pieces);
            prop_assert!(one.block.len() <= LONGEST_BLOCK && one.automatic.len() < 4);
        }
    }
}
