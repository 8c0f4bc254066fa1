using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableSpamCompose.Generators.Tests.Driver;

/// <summary>A generator that keeps what it knows from edit to edit, as in an editor.</summary>
internal sealed class Session
{
    private readonly ImmutableArray<AdditionalText> _recipes;
    private readonly CSharpCompilation _compilation;
    private readonly GeneratorDriver _driver;

    public Session(GeneratorDriver driver, CSharpCompilation compilation, ImmutableArray<AdditionalText> recipes)
    {
        _recipes = recipes;
        _compilation = compilation;
        _driver = driver.RunGenerators(compilation);
        Outcome = new Outcome(_driver.GetRunResult().Results.Single(), compilation);
    }

    public Outcome Outcome { get; }

    public Session EditRecipe(string path, string text)
    {
        AdditionalText old = _recipes.Single(recipe => recipe.Path == path);
        var edited = new InMemoryRecipe(path, text);
        return new Session(_driver.ReplaceAdditionalText(old, edited), _compilation, _recipes.Replace(old, edited));
    }

    public Session EditSource(string path, string text)
    {
        SyntaxTree? old = _compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == path);
        SyntaxTree edited = CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)(_compilation.SyntaxTrees.FirstOrDefault()?.Options ?? CSharpParseOptions.Default), path);
        return new Session(_driver, old is null ? _compilation.AddSyntaxTrees(edited) : _compilation.ReplaceSyntaxTree(old, edited), _recipes);
    }
}
