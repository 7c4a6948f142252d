//! `till points`: what members have, adjusted, expired, cleared.

use clap::{Args, Subcommand};
use till_core::storage::job::MemberFilter;
use till_core::till::member::{JobView, PointsCommand, PointsRun};
use till_core::till::{Answer, Command};

use crate::answer::{Reply, Wrong};
use crate::member::meant;
use crate::page::{Look, Side};
use crate::session::{Session, bug};

/// Show, adjust, expire and clear points
///
/// Expiring and clearing go in pieces of some hundred members, each a transaction; one that was cut
/// off goes on where it was with `clear --go-on`.
#[derive(Args)]
#[command(after_help = "Examples:
  till points adjust M000001 -- -200 --reason 'wrong order' --shop shop
  till points expire --shop shop
  till points clear --reason 'new programme from May' --remark 'agreed on 2 April' --shop shop
  till points clear --go-on --shop shop
  till points jobs --shop shop")]
pub(crate) struct Points {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// What a member has, and the movements of it
    Show {
        member: String,
        /// At most so many movements
        #[arg(long, value_name = "N", default_value_t = 20)]
        most: usize,
    },
    /// Give points, or take them (below 0)
    Adjust {
        member: String,
        #[arg(allow_negative_numbers = true)]
        points: i64,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Take out what has expired
    Expire,
    /// Clear what everybody has now, or whom the filter admits
    Clear {
        /// Of this level alone
        #[arg(long, value_name = "LEVEL")]
        level: Option<String>,
        /// With this tag alone
        #[arg(long, value_name = "WORD")]
        tag: Option<String>,
        /// Why; members see it in their history
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
        /// What only staff see
        #[arg(long, value_name = "TEXT", default_value = "")]
        remark: String,
        /// Go on with what was cut off, and start nothing
        #[arg(long, conflicts_with_all = ["level", "tag", "reason", "remark"])]
        go_on: bool,
    },
    /// The jobs of clearing, newest first
    Jobs,
}

impl crate::Act for Points {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        match &self.what {
            What::Show { member, most } => {
                session.unlock(false)?;
                let member = meant(session, member, false)?;
                let mut history = session.till.member_history(&member, usize::MAX)?;
                history.retain(|h| h.points != 0 || h.debt != 0);
                history.truncate(*most);
                Reply::new(&history, crate::member::draw_history(session, &history))
            }
            What::Adjust { member, points, reason } => {
                session.unlock(false)?;
                let member = meant(session, member, false)?;
                let adjust = PointsCommand::Adjust { member, points: *points, reason: reason.clone() };
                session.reply(&Command::Points(adjust))
            }
            What::Expire => run_all(session, &Command::Points(PointsCommand::Expire)),
            What::Clear { level, tag, reason, remark, go_on } => {
                if !go_on {
                    let filter = MemberFilter { level: level.clone(), tag: tag.clone() };
                    let start =
                        PointsCommand::Clear { filter, reason: reason.clone(), remark: remark.clone() };
                    session.execute(&Command::Points(start))?;
                }
                run_all(session, &Command::Points(PointsCommand::ClearOn))
            }
            What::Jobs => {
                let jobs = session.till.member_jobs()?;
                Reply::new(&jobs, draw_jobs(&jobs, session))
            }
        }
    }
}

/// Sends a piece after the other until nothing is left, with a bar on standard error where somebody
/// looks at it; answers with all of it.
pub(crate) fn run_all(session: &mut Session, command: &Command) -> Result<Reply, Wrong> {
    let bar = indicatif::ProgressBar::new(0);
    let mut all = PointsRun { members: 0, points: 0, more: true, job: None };
    while all.more {
        let run = match session.execute(command)? {
            Answer::Points(run) => *run,
            other => return Err(bug(format!("{other:?} answered a piece of work"))),
        };
        all = PointsRun { members: all.members + run.members, points: all.points + run.points, ..run };
        if let Some(job) = &all.job {
            bar.set_length(job.total.unsigned_abs());
            bar.set_position(job.done.unsigned_abs());
        }
    }
    bar.finish_and_clear();
    Reply::new(&all, draw(&all, session.look))
}

/// What a piece of work did, for people.
pub(crate) fn draw(run: &PointsRun, look: Look) -> String {
    let mut page = look.page();
    let words = look.say("位会员，积分", "members, points");
    page.line(&format!("{} {words} {}", run.members, run.points));
    page.done()
}

fn draw_jobs(jobs: &[JobView], session: &Session) -> String {
    let look = session.look;
    let time = &session.till.menu().catalogue().shop().time;
    let mut page = look.page();
    let row = |j: &JobView| {
        vec![
            j.job.to_string(),
            time.local(j.at).to_minute(),
            j.staff.clone(),
            j.state.clone(),
            format!("{}/{}", j.done, j.total),
            j.points.to_string(),
            j.reason.clone(),
            j.remark.clone(),
        ]
    };
    let heads = [
        (look.say("任务", "Job"), Side::Right),
        (look.say("时间", "When"), Side::Left),
        (look.say("员工", "Staff"), Side::Left),
        (look.say("状态", "State"), Side::Left),
        (look.say("进度", "Done"), Side::Right),
        (look.say("积分", "Points"), Side::Right),
        (look.say("原因", "Reason"), Side::Left),
        (look.say("备注", "Remark"), Side::Left),
    ];
    page.table(&heads, &jobs.iter().map(row).collect::<Vec<_>>());
    page.done()
}
