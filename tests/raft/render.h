#pragma once
// What a story prints: messages, writes, events and states as a person would say them. A position in the log
// is written index@term.

#include <string>

#include "core/raft/raft.h"

/// Raft never looks into a command, so the stories have their own.
struct pawl::Command {
  std::string text;
};

namespace pawl::raft::story {

std::string render(LogPosition position);
/// `4@2:x`, or `3@2:-` for a no-op.
std::string render(const Entry& entry);
std::string render(std::span<const Entry> entries);
std::string render(const Message& message);
std::string render(const Event& event);
std::string render(const LogWrite& write);
std::string render(const Status& status);
std::string render(const Progress& progress);

}  // namespace pawl::raft::story
