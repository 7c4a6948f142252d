//! The emulator where other programs find it: at a TCP port, or as a serial line.
//!
//! Both take one client at a time, as printers do, and both run on a thread of their own until they are dropped.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::near::{Follow, MOMENT, locked};
use crate::emulator::{Emulator, Fault};

/// The emulator behind a TCP port, like a network printer at 9100.
#[derive(Debug)]
pub struct TcpHost {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl TcpHost {
    /// Listens at an address, `127.0.0.1:0` for any free port, and serves one client after another.
    pub fn start(address: &str, printer: Arc<Mutex<Emulator>>) -> std::io::Result<TcpHost> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let thread = std::thread::Builder::new().name("emulator".into()).spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let _ = serve(client, &printer, &stopped);
            }
        })?;
        Ok(TcpHost { address, stop, thread: Some(thread) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the thread ends, which it does when the listener breaks: for a program that is nothing but a printer.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for TcpHost {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // Wakes the thread out of waiting for a client.
            let _ = TcpStream::connect(self.address);
            let _ = thread.join();
        }
    }
}

fn serve(mut client: TcpStream, printer: &Mutex<Emulator>, stop: &AtomicBool) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    client.set_read_timeout(Some(MOMENT))?;
    let mut follow = Follow::begin();
    let mut buffer = [0; 4096];
    let mut untaken: Vec<u8> = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let mut ended = false;
        if untaken.is_empty() {
            match client.read(&mut buffer) {
                Ok(0) => ended = true,
                Ok(count) => untaken.extend_from_slice(&buffer[..count]),
                Err(e)
                    if matches!(e.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {}
                Err(e) => return Err(e),
            }
        } else {
            // The printer's buffer is full: the client waits as it would for paper.
            std::thread::park_timeout(MOMENT);
        }
        let (replies, gone) = {
            let mut printer = locked(printer);
            follow.pass(&mut printer);
            let taken = printer.receive(&untaken);
            untaken.drain(..taken);
            (printer.take_replies(), printer.is(Fault::PowerLost) || printer.is(Fault::LinkLost))
        };
        client.write_all(&replies)?;
        if ended || gone {
            return Ok(());
        }
    }
    Ok(())
}

/// The emulator as a serial line: a pseudo-terminal other programs open by its path.
#[cfg(unix)]
#[derive(Debug)]
pub struct PtyHost {
    path: std::path::PathBuf,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    /// Held open so that the line stays when a client leaves.
    _line: std::fs::File,
}

#[cfg(unix)]
impl PtyHost {
    /// Makes a pseudo-terminal and serves whoever opens it.
    pub fn start(printer: Arc<Mutex<Emulator>>) -> std::io::Result<PtyHost> {
        use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
        use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
        use std::os::unix::ffi::OsStrExt;
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let name = ptsname(&master, Vec::new())?;
        let path = std::path::PathBuf::from(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let line = std::fs::File::options().read(true).write(true).open(&path)?;
        let mut modes = tcgetattr(&line)?;
        modes.make_raw();
        tcsetattr(&line, OptionalActions::Now, &modes)?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let mut master = std::fs::File::from(master);
        let thread = std::thread::Builder::new().name("emulator".into()).spawn(move || {
            use rustix::event::{PollFd, PollFlags, Timespec, poll};
            let moment = Timespec::try_from(MOMENT).ok();
            let mut follow = Follow::begin();
            let mut buffer = [0; 4096];
            let mut untaken: Vec<u8> = Vec::new();
            while !stopped.load(Ordering::Relaxed) {
                let wanted = if untaken.is_empty() { PollFlags::IN } else { PollFlags::empty() };
                let ready = poll(&mut [PollFd::new(&master, wanted)], moment.as_ref()).is_ok_and(|n| n > 0);
                if ready && untaken.is_empty() {
                    match master.read(&mut buffer) {
                        Ok(count) => untaken.extend_from_slice(&buffer[..count]),
                        Err(_) => return,
                    }
                }
                let replies = {
                    let mut printer = locked(&printer);
                    follow.pass(&mut printer);
                    let taken = printer.receive(&untaken);
                    untaken.drain(..taken);
                    if printer.is(Fault::PowerLost) || printer.is(Fault::LinkLost) {
                        // A cable that is out swallows what is sent.
                        untaken.clear();
                    }
                    printer.take_replies()
                };
                if master.write_all(&replies).is_err() {
                    return;
                }
            }
        })?;
        Ok(PtyHost { path, stop, thread: Some(thread), _line: line })
    }

    /// The path other programs open.
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// Waits until the line breaks: for a program that is nothing but a printer.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(unix)]
impl Drop for PtyHost {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
