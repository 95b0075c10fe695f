// A form, JSON, multipart and a stream by Go's net/http; with an argument, one upload of so many bytes, and the status of its answer.
package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
)

func finish(answer *http.Response, err error) {
	if err != nil {
		log.Fatal(err)
	}
	io.Copy(io.Discard, answer.Body)
	answer.Body.Close()
}

func main() {
	base := os.Getenv("PLIMSOLL_URL")
	if len(os.Args) > 1 {
		size, _ := strconv.Atoi(os.Args[1])
		answer, err := http.Post(base, "application/octet-stream", bytes.NewReader(bytes.Repeat([]byte("x"), size)))
		finish(answer, err)
		fmt.Println(answer.StatusCode)
		return
	}
	finish(http.PostForm(base+"/form", url.Values{"a": {"1"}}))
	finish(http.Post(base+"/json", "application/json", strings.NewReader(`{"a":1}`)))
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, _ := form.CreateFormFile("file", "a.bin")
	file.Write(bytes.Repeat([]byte("x"), 100000))
	form.Close()
	finish(http.Post(base+"/multipart", form.FormDataContentType(), &body))
	reader, writer := io.Pipe()
	go func() {
		for i := 0; i < 100; i++ {
			writer.Write(bytes.Repeat([]byte("x"), 1000))
		}
		writer.Close()
	}()
	finish(http.Post(base+"/stream", "text/plain", reader))
}
