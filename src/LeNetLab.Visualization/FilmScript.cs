using System.Security.Cryptography;
using System.Text.Json;

namespace LeNetLab.Visualization;

/// <summary>The script that gives a film its slider and its button.</summary>
internal static class FilmScript
{
    // No '<' and no '&', so that the fragment stays well-formed XML. As a chart's, it may run outside its output.
    private const string Code = """
        (function(key,notes){
        var w=window,d=document,s=d.currentScript,mine=s?s.closest('figure[data-lenetlab-film]'):null;
        var last=notes.length-1;
        var found=mine?[mine]:Array.from(d.querySelectorAll('figure[data-lenetlab-film="'+key+'"]'));
        found.forEach(function(f){
          if(!last||f.getAttribute('data-shown')){return;}
          f.setAttribute('data-shown','1');
          var note=f.querySelector('p'),bar=d.createElement('div'),button=d.createElement('button'),timer=0;
          var label=d.createElement('label'),range=d.createElement('input'),font='font:inherit;';
          function is(query){return w.matchMedia?w.matchMedia(query).matches:false;}
          function show(i){
            range.value=i;range.setAttribute('aria-valuetext',notes[i]);note.textContent=notes[i];
            f.querySelectorAll('img').forEach(function(strip){
              strip.style.transform='translateY(-'+100*i/notes.length+'%)';});
          }
          function pause(){clearInterval(timer);timer=0;button.textContent='Play';}
          function play(){
            if(+range.value===last){show(0);}
            button.textContent='Pause';
            timer=setInterval(function(){show(+range.value+1);if(+range.value===last){pause();}},400);
          }
          button.type='button';button.style.cssText=font+'min-width:5em;padding:0.3em 0.6em';
          range.type='range';range.min=0;range.max=last;range.style.cssText='flex:1;min-width:8em;height:1.8em';
          label.textContent='Frame ';
          label.style.cssText=font+'display:flex;flex:1;gap:0.6em;align-items:center';label.appendChild(range);
          bar.style.cssText='display:flex;gap:0.8em;align-items:center;max-width:60em;margin-top:0.6em';
          bar.appendChild(button);bar.appendChild(label);f.insertBefore(bar,note);
          button.addEventListener('click',function(){if(timer){pause();}else{play();}});
          range.addEventListener('input',function(){pause();show(+range.value);});
          ['keydown','keypress','keyup'].forEach(function(type){bar.addEventListener(type,function(e){
            if(e.key==='Tab'||e.ctrlKey||e.metaKey||e.altKey){return;}
            e.stopPropagation();});});
          pause();show(last);
          if(is('(prefers-reduced-motion: reduce)')||!w.IntersectionObserver){return;}
          var eye=new IntersectionObserver(function(seen){
            if(!seen[0].isIntersecting){return;}
            eye.disconnect();if(+range.value===last){play();}},{threshold:1});
          eye.observe(bar);
        });
        })
        """;

    private static readonly string Compact = string.Concat(
        Code.Split('\n').Select(line => line.Trim()));

    /// <summary>The figure of a film: its panels as they stand at the end, and the script.</summary>
    public static string Figure(string panels, IReadOnlyList<string> notes, string caption)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(panels)).AsSpan(0, 6));
        return Markup.Figure($"{panels}<p style=\"margin:0.4em 0\">{Markup.Escape(notes[^1])}</p>", caption,
            $" data-lenetlab-film=\"{key}\"",
            $"<script>{Compact}('{key}',{JsonSerializer.Serialize(notes)});</script>");
    }
}
