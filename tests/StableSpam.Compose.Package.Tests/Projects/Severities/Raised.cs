using StableSpamCompose.Attributes;

namespace Severities;

[Transform("C", "size = norm(g)"), State("size", Per.Tensor)]
internal static class C;
