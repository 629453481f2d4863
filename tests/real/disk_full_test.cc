// Goal: a node that finds no room says so and harms nothing, at its first start, at a later one, and while it
// serves; with room it starts by itself. Method: a small tmpfs, which root may mount, and in a namespace of
// its own nearly everybody.

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/real/pawld_process.h"
#include "tests/real/raw_client.h"
#include "tests/real/temporary_folder.h"

namespace pawl::real {
namespace {

constexpr const char* kMayNotMount =
    "no tmpfs can be mounted: run this as root, or where user namespaces are allowed (a container: "
    "SYS_ADMIN)";

/// Makes this process root of a user and mount namespace of its own, in which it may mount. Does nothing
/// where namespaces are not allowed.
void enter_own_namespace() {
  const std::string user = std::to_string(::getuid());
  const std::string group = std::to_string(::getgid());
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
  std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
}

/// A place whose room can be taken and given back.
class SmallDisk {
 public:
  explicit SmallDisk(std::string path) : path_(std::move(path)) {
    std::filesystem::create_directory(path_);
    is_mounted_ = mount();
    if (is_mounted_) return;
    enter_own_namespace();
    is_mounted_ = mount();
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (is_mounted_) ::umount2(path_.c_str(), MNT_DETACH);
  }

  bool is_mounted() const { return is_mounted_; }
  void fill() {
    std::ofstream ballast(path_ + "/ballast", std::ios::binary);
    const std::string block(4096, 'x');
    while (ballast.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void make_room() { std::filesystem::remove(path_ + "/ballast"); }

 private:
  bool mount() const { return ::mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=256m") == 0; }

  std::string path_;
  bool is_mounted_ = false;
};

std::vector<std::string> flags(const std::string& data, std::uint16_t resp_port) {
  return {"--data", data,  "--peer", "127.0.0.1:0",
          "--grpc", "off", "--resp", "127.0.0.1:" + std::to_string(resp_port)};
}

TEST(DiskFull, AtTheFirstStartNothingIsLeftHalfDone) {
  const TemporaryFolder folder;
  SmallDisk disk(folder / "disk");
  ASSERT_TRUE(disk.is_mounted()) << kMayNotMount;
  disk.fill();
  const std::uint16_t port = free_port();
  const Ended full = run_pawld(flags(folder / "disk/d", port), folder / "log-1");
  EXPECT_EQ(full.exit_code, 73) << full.log;
  EXPECT_NE(full.log.find("No space left on device"), std::string::npos) << full.log;

  disk.make_room();
  PawldProcess node(flags(folder / "disk/d", port), folder / "log-2");
  ASSERT_TRUE(node.log_comes_to_hold("leads term")) << node.log();
  RawClient client(port);
  EXPECT_EQ(client.ask({"INCR", "a"}), ":1");
}

TEST(DiskFull, AtALaterStartNothingIsLost) {
  const TemporaryFolder folder;
  SmallDisk disk(folder / "disk");
  ASSERT_TRUE(disk.is_mounted()) << kMayNotMount;
  const std::uint16_t port = free_port();
  {
    PawldProcess node(flags(folder / "disk/d", port), folder / "log-1");
    ASSERT_TRUE(node.log_comes_to_hold("leads term")) << node.log();
    RawClient client(port);
    for (int i = 1; i <= 100; ++i) EXPECT_EQ(client.ask({"INCR", "a"}), ":" + std::to_string(i));
    node.send_signal(SIGKILL);
    (void)node.wait();
  }
  disk.fill();
  const Ended full = run_pawld(flags(folder / "disk/d", port), folder / "log-2");
  EXPECT_EQ(full.exit_code, 74) << full.log;
  EXPECT_NE(full.log.find("No space left on device"), std::string::npos) << full.log;

  disk.make_room();
  PawldProcess node(flags(folder / "disk/d", port), folder / "log-3");
  ASSERT_TRUE(node.log_comes_to_hold("leads term")) << node.log();
  RawClient client(port);
  EXPECT_EQ(client.ask({"GET", "a"}), "100");
}

TEST(DiskFull, WhileItServesItStopsAndLosesNothing) {
  const TemporaryFolder folder;
  SmallDisk disk(folder / "disk");
  ASSERT_TRUE(disk.is_mounted()) << kMayNotMount;
  const std::uint16_t port = free_port();
  int last = 0;
  {
    PawldProcess node(flags(folder / "disk/d", port), folder / "log-1");
    ASSERT_TRUE(node.log_comes_to_hold("leads term")) << node.log();
    RawClient client(port);
    EXPECT_EQ(client.ask({"INCR", "a"}), ":1");
    disk.fill();
    // The log's file was given its room ahead; it lasts for a while.
    const std::string name(1000, 'n');
    for (last = 1; client.ask({"INCR", "a"}) == ":" + std::to_string(last + 1); ++last) {
      std::string pipeline;
      for (int i = 0; i < 200; ++i) pipeline += command_bytes({"INCR", name + std::to_string(i)});
      if (!client.send(pipeline)) break;
      for (int i = 0; i < 200; ++i) (void)client.line();
    }
    EXPECT_EQ(node.wait(), 74) << node.log();
    EXPECT_NE(node.log().find("No space left on device"), std::string::npos) << node.log();
  }
  disk.make_room();
  PawldProcess node(flags(folder / "disk/d", port), folder / "log-2");
  ASSERT_TRUE(node.log_comes_to_hold("leads term")) << node.log();
  RawClient client(port);
  EXPECT_GE(std::stoi(client.ask({"GET", "a"})), last);
}

}  // namespace
}  // namespace pawl::real
