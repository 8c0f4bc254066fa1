using StableSpamCompose.Attributes;

namespace Severities;

[Transform("B", "size = norm(g)"), State("size", Per.Tensor)]
internal static class B;

internal static class QuietCall
{
    public static Lion Make() => new([], beta1: 1.5);
}
