//! Wires: TCP port 9100, and device files of serial lines and USB.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::{Broken, Deadline, Transport, Why};

/// Answers taken at once.
const ANSWERS: usize = 4096;

/// A printer in the network, usually at port 9100. It takes one connection, so this one is short-lived: opened for a
/// job, closed after it.
#[derive(Debug)]
pub struct TcpPrinter {
    stream: Option<TcpStream>,
}

impl TcpPrinter {
    /// Connects; a name with several addresses is tried at each until the time is up.
    pub fn connect(address: impl ToSocketAddrs, within: Duration) -> Result<TcpPrinter, Broken> {
        let deadline = Deadline::within(within);
        let unreachable = |e: &dyn std::fmt::Display| Broken::at(0, Why::Unreachable(e.to_string()));
        let addresses: Vec<SocketAddr> = address.to_socket_addrs().map_err(|e| unreachable(&e))?.collect();
        let mut last = unreachable(&"the name has no address");
        for address in addresses {
            let Some(left) = deadline.left() else {
                break;
            };
            match TcpStream::connect_timeout(&address, left) {
                Ok(stream) => {
                    // Questions are three bytes and must not wait for company.
                    let _ = stream.set_nodelay(true);
                    return Ok(TcpPrinter { stream: Some(stream) });
                }
                Err(error) => last = unreachable(&error),
            }
        }
        Err(last)
    }

    fn stream(&mut self) -> Result<&mut TcpStream, Broken> {
        self.stream.as_mut().ok_or(Broken::at(0, Why::Closed))
    }
}

impl Transport for TcpPrinter {
    fn write(&mut self, bytes: &[u8], within: Duration) -> Result<(), Broken> {
        let deadline = Deadline::within(within);
        let stream = self.stream()?;
        let mut done = 0;
        while done < bytes.len() {
            let left = deadline.left().ok_or(Broken::at(done, Why::TooSlow))?;
            stream.set_write_timeout(Some(left)).map_err(|e| Broken::io(done, &e))?;
            match stream.write(&bytes[done..]) {
                Ok(0) => return Err(Broken::at(done, Why::Lost("it takes no more bytes".into()))),
                Ok(written) => done += written,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Broken::io(done, &e)),
            }
        }
        Ok(())
    }

    fn read(&mut self, within: Duration) -> Result<Vec<u8>, Broken> {
        let deadline = Deadline::within(within);
        let stream = self.stream()?;
        let mut buffer = vec![0; ANSWERS];
        loop {
            let Some(left) = deadline.left() else {
                return Ok(Vec::new());
            };
            stream.set_read_timeout(Some(left)).map_err(|e| Broken::io(0, &e))?;
            match stream.read(&mut buffer) {
                Ok(0) => return Err(Broken::at(0, Why::Lost("the printer closed the connection".into()))),
                Ok(count) => {
                    buffer.truncate(count);
                    return Ok(buffer);
                }
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => match Broken::io(0, &e) {
                    Broken { why: Why::TooSlow, .. } => return Ok(Vec::new()),
                    broken => return Err(broken),
                },
            }
        }
    }

    /// Says that no more comes and waits for the other end to have taken it: a connection torn down at once
    /// loses what was still on its way.
    fn close(&mut self, within: Duration) -> Result<(), Broken> {
        let deadline = Deadline::within(within);
        let Some(mut stream) = self.stream.take() else {
            return Ok(());
        };
        stream.shutdown(Shutdown::Write).map_err(|e| Broken::io(0, &e))?;
        let mut drain = [0; 256];
        while let Some(left) = deadline.left() {
            stream.set_read_timeout(Some(left)).map_err(|e| Broken::io(0, &e))?;
            match stream.read(&mut drain) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        Ok(())
    }
}

/// A printer behind a device file: `/dev/usb/lp0`, `/dev/ttyUSB0`, `/dev/ttyS1`.
#[cfg(unix)]
#[derive(Debug)]
pub struct DevicePrinter {
    file: Option<std::fs::File>,
    serial: bool,
}

#[cfg(unix)]
impl DevicePrinter {
    /// Opens a device file without waiting for anything.
    pub fn open(path: impl AsRef<std::path::Path>) -> Result<DevicePrinter, Broken> {
        use rustix::fs::{Mode, OFlags};
        let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = rustix::fs::open(path.as_ref(), flags, Mode::empty())
            .map_err(|e| Broken::at(0, Why::Unreachable(e.to_string())))?;
        Ok(DevicePrinter { file: Some(file.into()), serial: false })
    }

    /// Opens a serial line: raw bytes, eight bits, no parity, at this speed, held back by the printer's own wire if
    /// `hardware_flow`, else by what it says: 13 stops us and 11 lets us go on, heeded by the system and never seen
    /// here. The same bytes from us are data.
    pub fn serial(
        path: impl AsRef<std::path::Path>,
        baud: u32,
        hardware_flow: bool,
    ) -> Result<DevicePrinter, Broken> {
        use rustix::termios::{ControlModes, InputModes, OptionalActions, tcgetattr, tcsetattr};
        let mut printer = DevicePrinter::open(path)?;
        let unreachable = |e: rustix::io::Errno| Broken::at(0, Why::Unreachable(e.to_string()));
        let file = printer.file()?;
        let mut line = tcgetattr(&*file).map_err(unreachable)?;
        line.make_raw();
        line.set_speed(baud).map_err(unreachable)?;
        line.control_modes |= ControlModes::CLOCAL | ControlModes::CREAD;
        line.control_modes.set(ControlModes::CRTSCTS, hardware_flow);
        line.input_modes.set(InputModes::IXON, !hardware_flow);
        tcsetattr(&*file, OptionalActions::Now, &line).map_err(unreachable)?;
        printer.serial = true;
        Ok(printer)
    }

    fn file(&mut self) -> Result<&mut std::fs::File, Broken> {
        self.file.as_mut().ok_or(Broken::at(0, Why::Closed))
    }

    /// Waits until the device takes or gives bytes. False when the time is up.
    fn wait(file: &std::fs::File, for_writing: bool, deadline: Deadline) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let flags = if for_writing { PollFlags::OUT } else { PollFlags::IN };
        let Some(left) = deadline.left() else {
            return false;
        };
        let time = Timespec::try_from(left).ok();
        poll(&mut [PollFd::new(file, flags)], time.as_ref()).is_ok_and(|ready| ready > 0)
    }
}

#[cfg(unix)]
impl Transport for DevicePrinter {
    fn write(&mut self, bytes: &[u8], within: Duration) -> Result<(), Broken> {
        let deadline = Deadline::within(within);
        let file = self.file()?;
        let mut done = 0;
        while done < bytes.len() {
            if !DevicePrinter::wait(file, true, deadline) {
                return Err(Broken::at(done, Why::TooSlow));
            }
            match file.write(&bytes[done..]) {
                Ok(0) => return Err(Broken::at(done, Why::Lost("it takes no more bytes".into()))),
                Ok(written) => done += written,
                // A full device says so; it is asked again when it says it has room.
                Err(e)
                    if matches!(
                        e.kind(),
                        std::io::ErrorKind::Interrupted | std::io::ErrorKind::WouldBlock
                    ) => {}
                Err(e) => return Err(Broken::io(done, &e)),
            }
        }
        Ok(())
    }

    fn read(&mut self, within: Duration) -> Result<Vec<u8>, Broken> {
        let deadline = Deadline::within(within);
        let file = self.file()?;
        let mut buffer = vec![0; ANSWERS];
        while DevicePrinter::wait(file, false, deadline) {
            match file.read(&mut buffer) {
                Ok(0) => return Ok(Vec::new()),
                Ok(count) => {
                    buffer.truncate(count);
                    return Ok(buffer);
                }
                Err(e)
                    if matches!(
                        e.kind(),
                        std::io::ErrorKind::Interrupted | std::io::ErrorKind::WouldBlock
                    ) => {}
                Err(e) => return Err(Broken::io(0, &e)),
            }
        }
        Ok(Vec::new())
    }

    fn close(&mut self, _within: Duration) -> Result<(), Broken> {
        // The system sends on what a serial line still holds after it is closed.
        self.file = None;
        Ok(())
    }
}
