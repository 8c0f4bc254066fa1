using System.Diagnostics.CodeAnalysis;
using StableSpamCompose.Attributes;

namespace Severities;

[SuppressMessage("StableSpam.Compose", "SSC0481")]
[Transform("E", "size = norm(g)"), State("size", Per.Tensor)]
internal static class E;

[SuppressMessage("StableSpam.Compose", "SSC0801")]
internal static class SuppressedCall
{
    public static Lion Make() => new([], beta1: 1.5);
}
