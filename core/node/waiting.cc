#include "core/node/waiting.h"

namespace pawl::node {

std::vector<WaitingEntry> Waiting::take_entries_to(LogIndex index) {
  std::vector<WaitingEntry> taken;
  while (!entries_.empty() && entries_.front().index <= index) {
    bytes_ -= entries_.front().bytes;
    count_ -= entries_.front().waiters.size();
    taken.push_back(std::move(entries_.front()));
    entries_.pop_front();
  }
  return taken;
}

std::vector<WaitingReads> Waiting::take_reads_to(raft::ReadTicket ticket) {
  std::vector<WaitingReads> taken;
  while (!reads_.empty() && reads_.front().ticket <= ticket) {
    count_ -= reads_.front().queries.size();
    taken.push_back(std::move(reads_.front()));
    reads_.pop_front();
  }
  return taken;
}

}  // namespace pawl::node
