//! The process, by the names that Prometheus' own clients have for it.

use std::fs;
use std::time::Duration;

use prometheus::{Counter, IntGauge};
use rustix::process::{Resource, getrlimit};
use rustix::time::{ClockId, clock_gettime};

use super::MetricError;
use super::maker::Maker;

/// Memory, time and file descriptors of the process. What the system does not tell stays at 0.
pub(super) struct Process {
    cpu: Counter,
    resident: IntGauge,
    files: IntGauge,
    most_files: IntGauge,
}

impl Process {
    pub(super) fn new(maker: &Maker<'_>, started_at: f64) -> Result<Self, MetricError> {
        let start = maker.measure(
            "process_start_time_seconds",
            "When the process started, in seconds since 1970",
        )?;
        start.set(started_at);
        Ok(Self {
            cpu: maker.total(
                "process_cpu_seconds_total",
                "Time of processors that the process has used",
            )?,
            resident: maker.gauge("process_resident_memory_bytes", "Memory that it holds")?,
            files: maker.gauge("process_open_fds", "File descriptors that are open")?,
            most_files: maker.gauge("process_max_fds", "File descriptors that it may open")?,
        })
    }

    /// Reads them anew.
    pub(super) fn read(&self) {
        let used = clock_gettime(ClockId::ProcessCPUTime);
        if let Ok(used) = Duration::try_from(used) {
            let more = used.as_secs_f64() - self.cpu.get();
            self.cpu.inc_by(more.max(0.0));
        }
        if let Some(bytes) = resident() {
            self.resident.set(bytes);
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            // Less the one that counts them.
            let open = i64::try_from(open.count()).unwrap_or(i64::MAX);
            self.files.set(open - 1);
        }
        let most = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        self.most_files.set(i64::try_from(most).unwrap_or(i64::MAX));
    }
}

/// Bytes of memory that the process holds (`VmRSS` of `proc_pid_status(5)`, in KiB).
fn resident() -> Option<i64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: i64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}
