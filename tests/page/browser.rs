//! A browser that is told what to do, by the protocol its own tools use: JSON through two pipes, no port and no library.
//!
//! Nothing here waits a time and hopes: what is waited for is asked of the page itself, until it is so.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// How long the page is asked whether something is so, in milliseconds of its own: a loaded machine is slow.
const PATIENCE_MS: u32 = 30_000;

pub(crate) struct Browser {
    process: Child,
    to: File,
    from: BufReader<File>,
    calls: u64,
    /// The page that is open: its target and the session that talks to it.
    target: String,
    session: String,
}

impl Browser {
    /// Starts one whose storage is in this folder, as if somebody took up their phone again.
    pub(crate) fn start(folder: &Path) -> Self {
        let pipe = |name: &str| folder.join(name).display().to_string();
        let pipes = [pipe("pipe-to"), pipe("pipe-from")];
        let made = pipes.iter().any(|path| Path::new(path).exists())
            || Command::new("mkfifo").args(&pipes).status().expect("mkfifo").success();
        assert!(made, "two pipes");
        let process = Command::new("sh")
            .args(["-c", r#"to=$1; from=$2; shift 2; exec chromium "$@" 3<"$to" 4>"$from""#, "sh"])
            .args(&pipes)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--no-first-run", "--remote-debugging-pipe"])
            .arg(format!("--user-data-dir={}", folder.join("profile").display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromium");
        let to = File::options().write(true).open(&pipes[0]).expect("the way to it");
        let from = BufReader::new(File::open(&pipes[1]).expect("the way from it"));
        Self { process, to, from, calls: 0, target: String::new(), session: String::new() }
    }

    /// Calls a method; its answer, or what was wrong.
    fn try_call(&mut self, method: &str, params: &Value) -> Result<Value, Value> {
        self.calls += 1;
        let mut call = json!({"id": self.calls, "method": method, "params": params});
        let of_browser = method.starts_with("Target.") || method.starts_with("Browser.");
        if !of_browser {
            call["sessionId"] = json!(self.session);
        }
        self.to.write_all(format!("{call}\0").as_bytes()).expect("the browser listens");
        loop {
            let mut bytes = Vec::new();
            self.from.read_until(0, &mut bytes).expect("the browser answers");
            assert_eq!(bytes.pop(), Some(0), "the browser is gone: {method}");
            let mut said: Value = serde_json::from_slice(&bytes).expect("JSON");
            if said["id"].as_u64() == Some(self.calls) {
                let error = said["error"].take();
                return if error.is_null() { Ok(said["result"].take()) } else { Err(error) };
            }
        }
    }

    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        self.try_call(method, &params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// A new page at an address, in place of the one that was open.
    pub(crate) fn open(&mut self, address: &str) -> &mut Self {
        self.blank();
        self.go(address)
    }

    /// The open page goes to an address where the member's page is.
    pub(crate) fn go(&mut self, address: &str) -> &mut Self {
        self.call("Page.navigate", json!({"url": address}));
        self.until("document.getElementById('says')?.dataset.word")
    }

    /// An empty page, to be set up before it goes anywhere.
    pub(crate) fn blank(&mut self) -> &mut Self {
        let old = std::mem::take(&mut self.target);
        let made = self.call("Target.createTarget", json!({"url": "about:blank"}));
        made["targetId"].as_str().expect("a target").clone_into(&mut self.target);
        let target = json!({"targetId": self.target, "flatten": true});
        let attached = self.call("Target.attachToTarget", target);
        attached["sessionId"].as_str().expect("a session").clone_into(&mut self.session);
        // A page in the background counts as put away.
        self.call("Page.bringToFront", json!({}));
        self.call("Emulation.setFocusEmulationEnabled", json!({"enabled": true}));
        if !old.is_empty() {
            self.call("Target.closeTarget", json!({"targetId": old}));
        }
        self
    }

    /// What an expression is, in the page; a promise's answer. As if by a finger.
    pub(crate) fn ask(&mut self, expression: &str) -> Value {
        loop {
            let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true,
                "userGesture": true});
            // A page that is on its way elsewhere forgets what it was asked.
            let Ok(mut said) = self.try_call("Runtime.evaluate", &asked) else { continue };
            assert!(said["exceptionDetails"].is_null(), "{expression}: {said}");
            return said["result"]["value"].take();
        }
    }

    /// Waits until an expression is true.
    pub(crate) fn until(&mut self, expression: &str) -> &mut Self {
        let so = self.ask(&format!(
            "new Promise((done) => {{ let left = {PATIENCE_MS} / 20; const look = () => {{ let so = false; \
             try {{ so = {expression}; }} catch {{}} if (so || left-- < 0) done(Boolean(so)); \
             else setTimeout(look, 20); }}; look(); }})"
        ));
        let page = if so == json!(true) { Value::Null } else { self.ask("document.body.outerHTML") };
        assert_eq!(so, json!(true), "never: {expression}\n{page}");
        self
    }

    /// Waits until the member's page says this word; what it shows then as a code.
    pub(crate) fn says(&mut self, word: &str) -> String {
        self.until(&format!("document.getElementById('says').dataset.word === '{word}'"));
        self.code()
    }

    /// The code that shows, with what is drawn of it; empty where nothing is.
    pub(crate) fn code(&mut self) -> String {
        let shows = self.ask(
            "[document.body.dataset.code ?? '', document.querySelectorAll('path').length, \
              document.getElementById('digits').textContent.replaceAll(' ', '')]",
        );
        let (code, drawn) = (shows[0].as_str().expect("a text"), shows[1].as_u64());
        assert_eq!(drawn, Some(if code.is_empty() { 0 } else { 2 }), "bars and QR code, or neither: {shows}");
        assert_eq!(shows[2].as_str(), Some(code));
        code.to_owned()
    }

    pub(crate) fn tap(&mut self, id: &str) -> &mut Self {
        self.ask(&format!("document.getElementById('{id}').click()"));
        self
    }

    /// A phone of this size with so many dots to a pixel, by day or by night.
    pub(crate) fn phone(&mut self, width: u32, height: u32, dots: f64, scheme: &str) -> &mut Self {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": dots, "mobile": true});
        self.call("Emulation.setDeviceMetricsOverride", metrics);
        let feature = json!({"name": "prefers-color-scheme", "value": scheme});
        self.call("Emulation.setEmulatedMedia", json!({"features": [feature]}));
        self
    }

    /// What is on the screen, as a PNG in base64.
    pub(crate) fn picture(&mut self) -> String {
        let said = self.call("Page.captureScreenshot", json!({"format": "png"}));
        said["data"].as_str().expect("a picture").to_owned()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // What it has kept is written when it closes by itself.
        if !std::thread::panicking() {
            let _ = self.try_call("Browser.close", &json!({}));
        } else {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}
