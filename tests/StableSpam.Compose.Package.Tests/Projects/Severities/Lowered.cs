using StableSpamCompose.Attributes;

namespace Severities;

internal static class LoweredCall
{
    public static Lion Make() => new([], beta1: 1.5);
}
