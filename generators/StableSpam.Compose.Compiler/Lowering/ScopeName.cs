using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>The names of scopes, as recipes and findings write them.</summary>
internal static class ScopeName
{
    /// <summary>The name of <paramref name="scope"/>.</summary>
    public static string Of(Scope scope) => scope.ToString().ToLowerInvariant();

    /// <summary>The scope called <paramref name="name"/>; <see langword="null"/> for one that is not compiled.</summary>
    public static Scope? Find(string name) => name switch
    {
        "step" => Scope.Step,
        "group" => Scope.Group,
        "tensor" => Scope.Tensor,
        "element" => Scope.Element,
        _ => null,
    };
}
