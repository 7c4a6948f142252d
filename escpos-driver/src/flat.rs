//! PNG files of one bit a dot, written here and not by a library.
//!
//! Two reasons. A golden picture is compared byte for byte, so the compressor must never change under it. And paper is
//! mostly white and mostly like the row above, so two places to look for a match are enough, and a preview costs a
//! fraction of a millisecond instead of two.
//!
//! Always: one IHDR, one IDAT, one IEND; one block of DEFLATE with its fixed codes.

/// The PNG of rows where 1 is black.
pub(crate) fn png(width: u32, height: u32, stride: usize, rows: &[u8]) -> Vec<u8> {
    // A PNG has at least one row and one dot. Its 0 is black.
    let mut raw = Vec::with_capacity((stride + 1) * height.max(1) as usize);
    for row in rows.chunks_exact(stride) {
        raw.push(0);
        raw.extend(row.iter().map(|byte| !byte));
    }
    if raw.is_empty() {
        raw.push(0);
        raw.resize(1 + stride, 0xFF);
    }
    let mut file = Vec::with_capacity(raw.len() / 4 + 128);
    file.extend(b"\x89PNG\r\n\x1a\n");
    let mut header = Vec::with_capacity(13);
    header.extend(width.max(1).to_be_bytes());
    header.extend(height.max(1).to_be_bytes());
    header.extend([1, 0, 0, 0, 0]);
    chunk(&mut file, b"IHDR", |out| out.extend(header));
    chunk(&mut file, b"IDAT", |out| zlib(&raw, stride + 1, out));
    chunk(&mut file, b"IEND", |_| {});
    file
}

fn chunk(file: &mut Vec<u8>, name: &[u8; 4], body: impl FnOnce(&mut Vec<u8>)) {
    let start = file.len();
    file.extend([0; 4]);
    file.extend(name);
    body(file);
    let length = (file.len() - start - 8) as u32;
    file[start..start + 4].copy_from_slice(&length.to_be_bytes());
    let sum = crc(&file[start + 4..]);
    file.extend(sum.to_be_bytes());
}

/// CRC-32, eight bytes at a time.
fn crc(bytes: &[u8]) -> u32 {
    const TABLES: [[u32; 256]; 8] = {
        let mut tables = [[0u32; 256]; 8];
        let mut n = 0;
        while n < 256 {
            let (mut c, mut k) = (n as u32, 0);
            while k < 8 {
                c = if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 };
                k += 1;
            }
            tables[0][n] = c;
            n += 1;
        }
        let mut t = 1;
        while t < 8 {
            let mut n = 0;
            while n < 256 {
                let c = tables[t - 1][n];
                tables[t][n] = tables[0][(c & 0xFF) as usize] ^ (c >> 8);
                n += 1;
            }
            t += 1;
        }
        tables
    };
    let (eights, rest) = bytes.as_chunks::<8>();
    let sum = eights.iter().fold(u32::MAX, |sum, eight| {
        let low = sum ^ u32::from_le_bytes([eight[0], eight[1], eight[2], eight[3]]);
        let b = low.to_le_bytes();
        TABLES[7][usize::from(b[0])]
            ^ TABLES[6][usize::from(b[1])]
            ^ TABLES[5][usize::from(b[2])]
            ^ TABLES[4][usize::from(b[3])]
            ^ TABLES[3][usize::from(eight[4])]
            ^ TABLES[2][usize::from(eight[5])]
            ^ TABLES[1][usize::from(eight[6])]
            ^ TABLES[0][usize::from(eight[7])]
    });
    !rest.iter().fold(sum, |sum, byte| TABLES[0][((sum ^ u32::from(*byte)) & 0xFF) as usize] ^ (sum >> 8))
}

fn adler(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1u32, 0u32);
    // So many bytes cannot overflow the sums.
    for part in bytes.chunks(5552) {
        for &byte in part {
            a += u32::from(byte);
            b += a;
        }
        a %= 65521;
        b %= 65521;
    }
    b << 16 | a
}

struct Bits<'a> {
    out: &'a mut Vec<u8>,
    held: u64,
    count: u32,
}

impl Bits<'_> {
    /// Appends bits, the lowest first.
    fn push(&mut self, bits: u32, count: u32) {
        self.held |= u64::from(bits) << self.count;
        self.count += count;
        if self.count >= 32 {
            self.out.extend((self.held as u32).to_le_bytes());
            self.held >>= 32;
            self.count -= 32;
        }
    }

    /// Appends a code of the fixed tree, the highest bit first.
    fn code(&mut self, code: u32, count: u32) {
        self.push(code.reverse_bits() >> (32 - count), count);
    }

    fn symbol(&mut self, symbol: u32) {
        match symbol {
            0..144 => self.code(0x30 + symbol, 8),
            144..256 => self.code(0x190 + symbol - 144, 9),
            256..280 => self.code(symbol - 256, 7),
            _ => self.code(0xC0 + symbol - 280, 8),
        }
    }

    fn finish(self) {
        let bytes = self.count.div_ceil(8) as usize;
        self.out.extend_from_slice(&self.held.to_le_bytes()[..bytes]);
    }

    fn matched(&mut self, length: usize, distance: usize) {
        // Lengths 3 to 10 have a symbol each; from there every four symbols take one bit more. 258 is its own.
        let n = length as u32 - 3;
        match n {
            255 => self.symbol(285),
            0..8 => self.symbol(257 + n),
            _ => {
                let extra = n.ilog2() - 2;
                self.symbol(257 + 4 * extra + (n >> extra));
                self.push(n & ((1 << extra) - 1), extra);
            }
        }
        let d = distance as u32 - 1;
        match d {
            0..4 => self.code(d, 5),
            _ => {
                let extra = d.ilog2() - 1;
                self.code(2 * extra + (d >> extra), 5);
                self.push(d & ((1 << extra) - 1), extra);
            }
        }
    }
}

fn zlib(raw: &[u8], row: usize, out: &mut Vec<u8>) {
    out.extend([0x78, 0x01]);
    let mut bits = Bits { out, held: 0, count: 0 };
    // The last block, with fixed codes.
    bits.push(0b011, 3);
    let mut at = 0;
    while at < raw.len() {
        let (mut length, mut distance) = (0, 0);
        for candidate in [row, 1, 2 * row] {
            if candidate <= at && candidate <= 32_768 && length < 258 {
                let found = run(raw, at, candidate);
                if found > length {
                    (length, distance) = (found, candidate);
                }
            }
        }
        if length >= 3 {
            bits.matched(length, distance);
            at += length;
        } else {
            bits.symbol(raw[at].into());
            at += 1;
        }
    }
    bits.symbol(256);
    bits.finish();
    out.extend(adler(raw).to_be_bytes());
}

/// How many bytes from `at` on are the same as those `distance` before, at most 258.
fn run(raw: &[u8], at: usize, distance: usize) -> usize {
    let most = (raw.len() - at).min(258);
    let (here, before) = (&raw[at..at + most], &raw[at - distance..at - distance + most]);
    let (a, b) = (here.as_chunks::<8>().0, before.as_chunks::<8>().0);
    let eights = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let rest = 8 * eights;
    rest + here[rest..].iter().zip(&before[rest..]).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    fn read(file: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut buffer = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut buffer).unwrap();
        buffer.truncate(frame.buffer_size());
        (frame.width, frame.height, buffer)
    }

    proptest! {
        #[test]
        fn any_picture_is_read_back_by_another_library(
            stride in 1..80usize, rows in 1..60usize, seed in prop::collection::vec(any::<u8>(), 1..200), runs in any::<bool>(),
        ) {
            let bytes: Vec<u8> = if runs {
                seed.iter().flat_map(|b| std::iter::repeat_n(*b, usize::from(*b) + 1)).cycle().take(stride * rows).collect()
            } else {
                seed.iter().copied().cycle().take(stride * rows).collect()
            };
            let (width, height, data) = read(&super::png(stride as u32 * 8, rows as u32, stride, &bytes));
            prop_assert_eq!((width, height), (stride as u32 * 8, rows as u32));
            let white: Vec<u8> = bytes.iter().map(|b| !b).collect();
            prop_assert_eq!(data, white);
        }
    }

    #[test]
    fn every_length_of_white_survives() {
        for height in 0..700 {
            let (_, read_height, data) = read(&super::png(8, height, 1, &vec![0; height as usize]));
            assert_eq!(read_height, height.max(1));
            assert!(data.iter().all(|b| *b == 0xFF));
        }
    }
}
