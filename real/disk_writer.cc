#include "real/disk_writer.h"

#include <chrono>
#include <utility>

namespace pawl::real {
namespace {

/// How long a write that nobody waits for may wait for one to ride with.
constexpr std::chrono::milliseconds kRideMax{100};
/// So many of them no longer wait.
constexpr std::size_t kRidersMax = 1024;

}  // namespace

DiskWriter::DiskWriter(Store& store, std::function<void(PersistSeq)> persisted,
                       std::function<void(Failure)> failed)
    : store_(store),
      persisted_(std::move(persisted)),
      failed_(std::move(failed)),
      thread_([this] { run(); }) {}

DiskWriter::~DiskWriter() { stop(Phase::Stopped); }

void DiskWriter::write(DiskWrite write) {
  bool is_urgent = false;
  {
    const std::lock_guard lock(mutex_);
    must_sync_ = must_sync_ || write.must_sync;
    waiting_.push_back(std::move(write));
    // The first rider wakes the thread, too, so that its time begins to run.
    is_urgent = must_sync_ || waiting_.size() == 1 || waiting_.size() >= kRidersMax;
  }
  if (is_urgent) changed_.notify_one();
}

void DiskWriter::drain() { stop(Phase::Draining); }

void DiskWriter::stop(Phase phase) {
  {
    const std::lock_guard lock(mutex_);
    phase_ = phase;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::vector<DiskWrite> DiskWriter::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return phase_ != Phase::Running || !waiting_.empty(); });
  changed_.wait_for(lock, kRideMax,
                    [&] { return phase_ != Phase::Running || must_sync_ || waiting_.size() >= kRidersMax; });
  if (phase_ == Phase::Stopped) return {};
  must_sync_ = false;
  return std::exchange(waiting_, {});
}

void DiskWriter::run() {
  while (true) {
    const std::vector<DiskWrite> writes = take();
    if (writes.empty()) return;
    if (auto written = store_.write(writes); !written) {
      failed_(std::move(written.error()));
      return;
    }
    persisted_(writes.back().seq);
  }
}

}  // namespace pawl::real
