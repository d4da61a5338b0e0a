using System.Security.Cryptography;

namespace LeNetLab.Visualization;

/// <summary>The script that puts the interactive form in the place of the static one, where it can.</summary>
internal static class ChartScript
{
    private const string Cdn = "https://cdn.plot.ly/plotly-2.28.0.min.js";

    // No '<' and no '&', so that the fragment stays well-formed XML. A notebook may run the script outside its output
    // (no currentScript inside the figure); then it takes every undrawn figure of this content, so the same chart may
    // stand twice. Where there is a loader of modules, plotly.js registers itself with it and leaves no global. So it
    // is asked of RequireJS, and hidden from others, as that of the editor in Verso's page. What did not come is asked
    // for again by the next chart.
    private const string Code = """
        (function(key,figure){
        var w=window,d=document,s=d.currentScript,mine=s?s.closest('figure[data-lenetlab-chart]'):null;
        function narrow(l,series,room){
          var lines=[''],t=l.title.text||l.title;
          t.split(' ').forEach(function(word){
            var i=lines.length-1,longer=lines[i]+(lines[i]?' ':'')+word;
            if(longer.length*8>room){lines.push(word);}else{lines[i]=longer;}
          });
          var legend=l.showlegend?24*series:0;
          l.title={text:lines.join('\x3cbr>'),font:{size:15}};
          l.margin.t=30+20*lines.length;l.margin.b+=legend;l.margin.l=48;l.margin.r=12;
          l.legend={orientation:'h',x:0,y:0,yref:'container',yanchor:'bottom',entrywidth:1,entrywidthmode:'fraction'};
          return legend+20*lines.length-20;
        }
        function draw(P){
          if(!P){return;}
          function is(query){return w.matchMedia?w.matchMedia(query).matches:false;}
          var dark=is('(prefers-color-scheme: dark)'),touch=is('(hover: none)');
          var ink=dark?'#dcd9d3':'#22211f',rule=dark?'#38373a':'#dedad2',card=dark?'#1c1c1e':'#fdfdfc';
          var found=mine?[mine]:Array.from(d.querySelectorAll('figure[data-lenetlab-chart="'+key+'"]'));
          found.forEach(function(f){
            var img=f.querySelector('img');
            if(!img||f.getAttribute('data-drawn')){return;}
            f.setAttribute('data-drawn','1');
            var c=JSON.parse(JSON.stringify(figure)),l=c[1],box=d.createElement('div');
            var wide=+img.getAttribute('width'),high=+img.getAttribute('height'),room=f.clientWidth||wide;
            if(wide>room*1.2){high+=narrow(l,c[0].length,room);}
            box.style.cssText='max-width:'+wide+'px;height:'+high+'px;border-radius:8px;overflow:hidden';
            l.font={color:ink,size:12,family:'Segoe UI,Helvetica Neue,Helvetica,Arial,sans-serif'};
            l.paper_bgcolor=card;l.plot_bgcolor=card;l.autosize=true;
            [l.xaxis,l.yaxis].forEach(function(a){a.gridcolor=rule;a.linecolor=rule;});
            f.insertBefore(box,img);img.style.display='none';
            function undo(){box.remove();img.style.display='';}
            try{P.newPlot(box,c[0],l,{responsive:true,displaylogo:false,
              displayModeBar:touch?false:'hover',
              modeBarButtonsToRemove:['select2d','lasso2d','zoomIn2d','zoomOut2d','autoScale2d']})
              .then(null,undo);}catch(e){undo();}
          });
        }
        if(w.Plotly){draw(w.Plotly);return;}
        if(!w.LeNetLabPlotly){
          if(w.lenetlabNoCdn){return;}
          w.LeNetLabPlotly=new Promise(function(ok,no){
            var url='CDN';
            if(typeof w.requirejs==='function'){w.requirejs([url],function(P){ok(P||w.Plotly);},no);return;}
            var t=d.createElement('script'),m=typeof w.define==='function'?w.define:{},amd=m.amd;
            t.src=url;t.async=true;m.amd=null;
            t.onload=function(){m.amd=amd;ok(w.Plotly);};
            t.onerror=function(){m.amd=amd;no();};
            d.head.appendChild(t);
          });
          w.LeNetLabPlotly.then(function(P){if(!P){w.LeNetLabPlotly=null;}},function(){w.LeNetLabPlotly=null;});
        }
        w.LeNetLabPlotly.then(draw,function(){});
        })
        """;

    private static readonly string Compact = string.Concat(
        Code.Replace("CDN", Cdn, StringComparison.Ordinal).Split('\n').Select(line => line.Trim()));

    /// <summary>
    /// The figure of one chart: its static image and the script. The key is a hash of the content, so that the same
    /// chart gives the same bytes anywhere.
    /// </summary>
    public static string Figure(string json, string image, string caption)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, 6));
        return Markup.Figure(image, caption, $" data-lenetlab-chart=\"{key}\"",
            $"<script>{Compact}('{key}',{json});</script>");
    }
}
