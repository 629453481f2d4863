#pragma once
// Where things are when nobody says otherwise. A plain `pawld` listens here, a plain `pawl` looks here.

namespace pawl::real {

inline constexpr const char* kDefaultGrpcAddress = "127.0.0.1:7420";
inline constexpr const char* kDefaultPeerAddress = "127.0.0.1:7421";
inline constexpr const char* kDefaultRespAddress = "127.0.0.1:7422";

}  // namespace pawl::real
