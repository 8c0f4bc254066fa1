using StableSpamCompose.Attributes;

namespace Severities;

[Transform("A", "size = norm(g)"), State("size", Per.Tensor)]
internal static class A;

internal static class PlainCall
{
    public static Lion Make() => new([], beta1: 1.5);
}
