using StableSpamCompose.Attributes;

namespace Severities;

#pragma warning disable SSC0481, SSC0801
[Transform("D", "size = norm(g)"), State("size", Per.Tensor)]
internal static class D;

internal static class PragmaCall
{
    public static Lion Make() => new([], beta1: 1.5);
}
