namespace StableSpamCompose.Generators;

/// <summary>Names of the generator's steps, in the order in which they run.</summary>
public static class StepNames
{
    /// <summary>What the project says to the generator.</summary>
    public const string Settings = "Settings";

    /// <summary>What the project's classes derive from.</summary>
    public const string Host = "Host";

    /// <summary>The project's transforms, read and each checked by itself.</summary>
    public const string Transforms = "Transforms";

    /// <summary>The transforms that classes declare, each checked by itself.</summary>
    public const string OwnTransforms = "OwnTransforms";

    /// <summary>All transforms of the project, and which of them have mistakes.</summary>
    public const string ProjectTransforms = "ProjectTransforms";

    /// <summary>The optimizers of recipe files, read.</summary>
    public const string RecipeOptimizers = "RecipeOptimizers";

    /// <summary>The optimizers that attributes declare, read.</summary>
    public const string AttributedOptimizers = "AttributedOptimizers";

    /// <summary>The optimizers of the library that the project takes.</summary>
    public const string LibraryOptimizers = "LibraryOptimizers";

    /// <summary>The optimizers of the library, compiled.</summary>
    public const string CompiledLibrary = "CompiledLibrary";

    /// <summary>The optimizers of recipe files, compiled.</summary>
    public const string CompiledRecipes = "CompiledRecipes";

    /// <summary>The optimizers that attributes declare, compiled.</summary>
    public const string CompiledClasses = "CompiledClasses";

    /// <summary>Under which name each optimizer's source is added.</summary>
    public const string HintNames = "HintNames";

    /// <summary>The classes, as text: from here on an edit that leaves them alone is not seen.</summary>
    public const string Classes = "Classes";

    /// <summary>The registry, as text.</summary>
    public const string Registry = "Registry";

    /// <summary>The attributes of the library's transforms, as text.</summary>
    public const string TransformAttributes = "TransformAttributes";

    /// <summary>Every mistake, once.</summary>
    public const string Findings = "Findings";
}
