//! Where one command ends and the next begins, and what is obeyed before its turn.
//!
//! A printer reads its bytes twice. As they arrive it looks for real-time commands, wherever they stand, in a
//! picture's data too. Then, in order, it takes commands apart. Here are both readings; neither knows what a command does.

use crate::profile::Dialect;

/// What the beginning of some bytes is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Not yet all there.
    More,
    /// A whole command of so many bytes.
    Command(usize),
    /// Something this printer does not know, of so many bytes.
    Unknown(usize),
    /// A command that asks for more bytes than a printer keeps; they are to be passed over.
    TooLong(u64),
    /// Text.
    Text,
}

/// The longest command a printer keeps whole: a picture of 2048 × 4096 dots.
const LONGEST: u64 = 1 << 20;

/// Finds the end of the command that `bytes` begin with.
pub(super) fn next(bytes: &[u8], dialect: Dialect) -> Next {
    use Next::{Command, More, Unknown};
    let whole = |length: u64| match length {
        length if length > LONGEST => Next::TooLong(length),
        length if (bytes.len() as u64) < length => More,
        length => Command(length as usize),
    };
    let number =
        |at: usize| bytes.get(at).zip(bytes.get(at + 1)).map(|(l, h)| u64::from(*l) + 256 * u64::from(*h));
    let unknown = |length: usize| if bytes.len() < length { More } else { Unknown(length) };
    let until_zero =
        |from: usize, most: usize| match bytes.iter().skip(from).take(most + 1).position(|b| *b == 0) {
            Some(at) => Command(from + at + 1),
            None if bytes.len() > from + most => Unknown(from),
            None => More,
        };
    match *bytes {
        [0x10 | 0x1B | 0x1C | 0x1D] => More,
        [0x10, 0x04, ..] => whole(match bytes.get(2) {
            Some(7 | 8 | 18) => 4,
            _ => 3,
        }),
        [0x10, 0x05, ..] => whole(3),
        [0x10, 0x14, ..] => match bytes.get(2) {
            None => More,
            Some(1 | 2) => whole(5),
            Some(8) => whole(10),
            Some(_) => whole(3),
        },
        [0x10, ..] => Unknown(1),
        [0x1B, kind, ..] => match kind {
            b'@' | b'2' | b'i' | b'm' | b'S' | b'L' | 0x0C => whole(2),
            b'E' | b'G' | b'-' | b'a' | b'3' | b'J' | b'd' | b'M' | b'!' | b't' | b'R' | b' ' | b'V'
            | b'{' | b'=' | b'U' | b'T' | b'?' | b'%' => whole(3),
            b'&' => letters_of_ones_own(bytes).map_or(More, whole),
            b'r' if dialect == Dialect::Epson => whole(3),
            b'$' | b'\\' | b'c' => whole(4),
            b'p' => whole(5),
            b'W' => whole(10),
            b'D' => until_zero(2, 32),
            b'*' => match (bytes.get(2), number(3)) {
                (Some(mode), Some(columns)) => whole(5 + columns * if *mode >= 32 { 3 } else { 1 }),
                _ => More,
            },
            _ => unknown(2),
        },
        [0x1C, kind, ..] => match kind {
            b'&' | b'.' => whole(2),
            b'-' | b'!' | b'W' | b'C' => whole(3),
            b'S' | b'?' => whole(4),
            b'2' => whole(76),
            b'(' => number(3).map_or(More, |length| whole(5 + length)),
            _ => unknown(2),
        },
        [0x1D, kind, ..] => match kind {
            b'!' | b'B' | b'H' | b'f' | b'h' | b'w' | b'r' | b'a' | b'I' | b'b' => whole(3),
            b'L' | b'W' | b'P' | b'$' | b'\\' => whole(4),
            b'V' => match bytes.get(2) {
                None => More,
                Some(b'A' | b'B' | b'a' | b'b' | b'g' | b'h') => whole(4),
                Some(_) => whole(3),
            },
            b'v' => match (number(4), number(6)) {
                (Some(width), Some(height)) => whole(8 + width * height),
                _ => More,
            },
            b'(' => number(3).map_or(More, |length| whole(5 + length)),
            b'8' => match (number(3), number(5)) {
                (Some(low), Some(high)) => whole(7 + low + 65536 * high),
                _ => More,
            },
            b'k' => match (bytes.get(2), bytes.get(3)) {
                (Some(0..=6), _) => until_zero(3, 255),
                (Some(65..=79), Some(length)) => whole(4 + u64::from(*length)),
                (Some(65..=79), None) | (None, _) => More,
                _ => Unknown(3),
            },
            _ => unknown(2),
        },
        [] => More,
        _ => Next::Text,
    }
}

/// The length of `ESC &`, whose letters say their own widths one after another; `None` while some are missing.
fn letters_of_ones_own(bytes: &[u8]) -> Option<u64> {
    let [_, _, high, first, last, ..] = *bytes else {
        return None;
    };
    let mut length = 5u64;
    for _ in first..=last {
        let wide = u64::from(*bytes.get(length as usize)?);
        length += 1 + wide * u64::from(high);
    }
    Some(length)
}

/// A command that does not wait for its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RealTime {
    Status(u8),
    /// 1: go on where it stopped; 2: forget what was taken in.
    Recover(u8),
    Pulse {
        pin: u8,
        on_100_ms: u8,
    },
    Clear,
}

/// Watches arriving bytes for real-time commands.
#[derive(Debug, Default)]
pub(super) struct Watch {
    seen: Vec<u8>,
}

impl Watch {
    pub(super) fn byte(&mut self, byte: u8) -> Option<RealTime> {
        const CLEAR: [u8; 10] = [0x10, 0x14, 8, 1, 3, 0x14, 1, 6, 2, 8];
        self.seen.push(byte);
        let found = match *self.seen.as_slice() {
            [0x10] | [0x10, 4 | 5 | 0x14] | [0x10, 0x14, 1] | [0x10, 0x14, 1, 0 | 1] => return None,
            [0x10, 4, n @ 1..=4] => Some(RealTime::Status(n)),
            [0x10, 5, n @ 1..=2] => Some(RealTime::Recover(n)),
            [0x10, 0x14, 1, pin, on @ 1..=8] => Some(RealTime::Pulse { pin, on_100_ms: on }),
            ref seen if *seen == CLEAR => Some(RealTime::Clear),
            ref seen if CLEAR.starts_with(seen) => return None,
            _ => None,
        };
        self.seen.clear();
        if found.is_none() && byte == 0x10 {
            self.seen.push(byte);
        }
        found
    }

    pub(super) fn forget(&mut self) {
        self.seen.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_cut_short_is_waited_for_and_never_misread() {
        for whole in [
            &b"\x1b@"[..],
            b"\x1bp\x00\x32\xfa",
            b"\x1dv0\x00\x01\x00\x02\x00\x55\xaa",
            b"\x1d(k\x03\x00\x31\x51\x30",
            b"\x1d8L\x02\x00\x00\x00\x30\x32",
            b"\x1dkI\x03{BA",
            b"\x1dk\x0473513537\x00",
            b"\x1b*\x21\x01\x00\x01\x02\x03",
            b"\x1dVB\x18",
            b"\x1dV\x01",
            b"\x10\x14\x01\x00\x01",
            b"\x1bD\x08\x10\x00",
            b"\x1b&\x03AB\x01abc\x02abcdef",
            b"\x1b\x0c",
        ] {
            for cut in 1..whole.len() {
                assert_eq!(next(&whole[..cut], Dialect::Epson), Next::More, "{:02X?}", &whole[..cut]);
            }
            assert_eq!(next(whole, Dialect::Epson), Next::Command(whole.len()), "{whole:02X?}");
        }
        assert_eq!(next(b"\x1dv0\x00\xff\xff\xff\xff", Dialect::Epson), Next::TooLong(8 + 0xFFFF * 0xFFFF));
    }

    #[test]
    fn real_time_commands_are_seen_wherever_they_stand() {
        let mut watch = Watch::default();
        let mut found = Vec::new();
        for &byte in b"ab\x10\x10\x04\x01\x1dv0\x10\x14\x01\x01\x02zz\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08\x10\x05\x02\x10\x04\x09" {
            found.extend(watch.byte(byte));
        }
        assert_eq!(
            found,
            [
                RealTime::Status(1),
                RealTime::Pulse { pin: 1, on_100_ms: 2 },
                RealTime::Clear,
                RealTime::Recover(2)
            ]
        );
    }
}
