using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>The names of scopes, as recipes and findings write them.</summary>
internal static class ScopeName
{
    /// <summary>The name of <paramref name="scope"/>.</summary>
    public static string Of(Scope scope) => scope switch
    {
        Scope.FlatMatrix => Of(Scope.Matrix),
        Scope.FlatRow => Of(Scope.Row),
        Scope.FlatColumn => Of(Scope.Column),
        _ => scope.ToString().ToLowerInvariant(),
    };

    /// <summary>The scope that the rule of a transform calls <paramref name="name"/>.</summary>
    /// <param name="name">A word of <see cref="Model.DeclaredWord.StateScopes"/>.</param>
    /// <param name="isFlattened">Whether the transform's view is the flattened one.</param>
    public static Scope Find(string name, bool isFlattened) => Scopes.InView(
        name switch
        {
            "step" => Scope.Step,
            "group" => Scope.Group,
            "tensor" => Scope.Tensor,
            "matrix" => Scope.Matrix,
            "row" => Scope.Row,
            "column" => Scope.Column,
            "block" => Scope.Block,
            "element" => Scope.Element,
            _ => throw new ArgumentException($"'{name}' is no scope.", nameof(name)),
        },
        isFlattened);
}
