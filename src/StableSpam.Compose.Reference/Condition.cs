using System.Numerics;

namespace StableSpamCompose.Reference;

/// <summary>How a condition is kept as a number: 1 where it holds, 0 where not.</summary>
internal static class Condition
{
    /// <summary>The number for <paramref name="condition"/>.</summary>
    public static T Number<T>(bool condition)
        where T : INumberBase<T> => condition ? T.One : T.Zero;

    /// <summary>Whether the condition kept as <paramref name="number"/> holds.</summary>
    public static bool Holds<T>(T number)
        where T : INumberBase<T> => number != T.Zero;
}
